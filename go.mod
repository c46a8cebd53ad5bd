module github.com/bellhop-sla/bellhop

go 1.25.0
