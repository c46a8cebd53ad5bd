module github.com/bellhop-sla/bellhop/sla/desk/sqlstore/pgxtx

go 1.25.0

require (
	github.com/bellhop-sla/bellhop v0.0.0
	github.com/jackc/pgx/v5 v5.12.0
)

require (
	github.com/expr-lang/expr v1.17.8 // indirect
	github.com/jackc/pgpassfile v1.0.0 // indirect
	github.com/jackc/pgservicefile v0.0.0-20240606120523-5a60cdf6a761 // indirect
	github.com/rickar/cal/v2 v2.1.26 // indirect
	go.yaml.in/yaml/v3 v3.0.6 // indirect
	golang.org/x/text v0.41.0 // indirect
)

replace github.com/bellhop-sla/bellhop => ../../../..
