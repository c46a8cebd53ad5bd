package routing

import "github.com/bellhop-sla/bellhop/calendar"

// matrix compiles the matrix and checks what its rows name.
func (c *compiler) matrix() {
	if c.spec.Matrix == nil {
		return
	}
	for i, r := range c.spec.Matrix.Rows {
		c.row(calendar.IndexPath("matrix.rows", i), r)
	}
	var err error
	c.table, err = CompileMatrix(*c.spec.Matrix, c.terms)
	c.problems.Merge("matrix", err)
}

func (c *compiler) row(path string, spec RowSpec) {
	if spec.Queue == "" {
		c.problems.Add(path+".queue", "missing; write which queue takes the tickets of the row")
	} else {
		c.known(path+".queue", spec.Queue)
	}
	for i, n := range spec.Skills {
		c.need(calendar.IndexPath(path+".skills", i), n)
	}
	if spec.Overflow != "" {
		c.wayOf(path+".overflow", spec.Overflow)
	}
}

func (c *compiler) need(path string, spec NeedSpec) {
	if spec.Skill == "" {
		c.problems.Add(path+".skill", "missing; write the name of a skill")
	} else if len(c.skills) == 0 {
		c.problems.Add(path+".skill", "unknown skill %q; no agent has one and none is declared", spec.Skill)
	} else {
		c.oneOf(path+".skill", "skill", spec.Skill, c.skills)
	}
}
