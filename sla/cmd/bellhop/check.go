package main

import "flag"

// check is the subcommand that proves what a pack does with tickets.
type check struct{ json bool }

func checkCommand() command {
	return command{
		name:    "check",
		summary: "prove that every ticket lands and every row is reached, or show which do not",
		usage:   "[-json] PACK",
		example: "bellhop check desk.yaml",
		more: `All tickets that make a difference are gone through: those whose values are not declared or missing, and those on,
below and above each number that a condition names. Each fault comes with such a ticket. A condition that reads more than
single values, such as part of a free text, counts as one that may hold or not; what rests on it says so. The answer is no when
a ticket may find no row of the matrix, a row, queue or policy is never reached, nobody could take any ticket of a row were
everybody at work with nothing in hand or, under unique, a ticket fits two rows. Rows whose order decides, tickets without a
policy, and languages and channels of a row that nobody takes are only told.
`,
		flags: func(flags *flag.FlagSet) task {
			var x check
			flags.BoolVar(&x.json, "json", false, "print JSON")
			return x.run
		},
	}
}

func (x *check) run(c *call, operands []string) error {
	if len(operands) != 1 {
		return misuse("takes one pack, not %d operands", len(operands))
	}
	p, err := c.readPack(operands[0])
	if err != nil {
		return err
	}
	found, err := p.Check()
	if err != nil {
		return err
	}
	if x.json {
		err = c.printJSON(found)
	} else {
		err = c.print(found.String())
	}
	if err == nil && !found.Sound() {
		return errNo
	}
	return err
}
