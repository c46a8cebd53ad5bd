module github.com/bellhop-sla/bellhop/routing/intake/language

go 1.26.0

replace github.com/bellhop-sla/bellhop => ../../..

require (
	github.com/abadojack/whatlanggo v1.0.1
	github.com/bellhop-sla/bellhop v0.0.0
	github.com/stretchr/testify v1.12.1
	pgregory.net/rapid v1.3.0
)

require (
	github.com/expr-lang/expr v1.17.8 // indirect
	github.com/rickar/cal/v2 v2.1.26 // indirect
	go.yaml.in/yaml/v3 v3.0.6 // indirect
)
