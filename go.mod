module github.com/bellhop-sla/bellhop

go 1.25.0

require (
	github.com/expr-lang/expr v1.17.8
	github.com/rickar/cal/v2 v2.1.26
	github.com/stretchr/testify v1.12.1
	go.yaml.in/yaml/v3 v3.0.6
	pgregory.net/rapid v1.3.0
)
