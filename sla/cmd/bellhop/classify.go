package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/bellhop-sla/bellhop/routing/intake"
)

// classify is the subcommand that reads messages by a model, or says how good the model is.
type classify struct {
	flags       *flag.FlagSet
	samples     samplesFlags
	model, eval string
	confidence  float64
	json        bool
}

func classifyCommand() command {
	return command{
		name:    "classify",
		summary: "read messages by a model",
		usage:   "-model MODEL [flags] (TEXT... | -eval FILE)",
		example: `bellhop classify -model questions.model "the wifi is down again"`,
		more: `Each TEXT is one message; the answer is its label, how sure the model is, and the words that spoke for the first
guess the most. Below the confidence that is asked the message stays unclassified. -eval counts on labelled
messages, which should be none of those that the model was made of.
`,
		flags: func(flags *flag.FlagSet) task {
			k := &classify{flags: flags}
			flags.StringVar(&k.model, "model", "", "`FILE` that bellhop train wrote")
			flags.StringVar(&k.eval, "eval", "", "`FILE` of labelled messages to count on")
			flags.Float64Var(&k.confidence, "confidence", 0, "`SHARE` that is asked for, 0 to 1; the model's own threshold when left out")
			k.samples.declare(flags, "val,oos_val")
			flags.BoolVar(&k.json, "json", false, "print JSON")
			return k.run
		},
	}
}

func (k *classify) run(c *call, operands []string) error {
	switch {
	case k.model == "":
		return misuse("-model is missing")
	case k.eval == "" && len(operands) == 0:
		return misuse("takes texts or -eval")
	case k.eval != "" && len(operands) > 0:
		return misuse("takes texts or -eval, not both; remove %q", operands[0])
	case !(k.confidence >= 0 && k.confidence <= 1):
		return misuse("-confidence: %v is not from 0 to 1", k.confidence)
	}
	model, err := k.load(c)
	if err != nil {
		return err
	}
	if k.eval != "" {
		return k.evaluate(c, model)
	}
	return k.read(c, model, operands)
}

// load reads the model.
func (k *classify) load(c *call) (*intake.Model, error) {
	data, err := c.read(k.model)
	if err != nil {
		return nil, err
	}
	model, err := intake.ReadModel(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown(k.model), err)
	}
	if given(k.flags, "confidence") {
		model = model.Asking(k.confidence)
	}
	return model, nil
}

func (k *classify) evaluate(c *call, model *intake.Model) error {
	samples, err := c.readSamples(k.eval, k.samples)
	if err != nil {
		return err
	}
	figures := model.Evaluate(samples)
	if k.json {
		return c.printJSON(figures)
	}
	return c.print(figures.String())
}

func (k *classify) read(c *call, model *intake.Model, texts []string) error {
	readings := make([]intake.Reading, len(texts))
	for i, text := range texts {
		var err error
		if readings[i], err = model.Classify(context.Background(), intake.Message{Text: text}); err != nil {
			return err
		}
	}
	if k.json {
		return c.printJSON(readings)
	}
	for _, r := range readings {
		if err := c.print(r.String() + "\n"); err != nil {
			return err
		}
	}
	return nil
}
