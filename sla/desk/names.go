package desk

// names are the names of fields that were put together before.
type names struct {
	clocks map[string]*clockNames
	fields map[string]string
}

// clockNames are the names of the fields of one clock.
type clockNames struct{ phase, cycle, epoch, started, due, breached, ended, target string }

// maxNames is how many names are kept. A pack has fewer.
const maxNames = 1000

// clock returns the names of the fields of a clock.
func (n *names) clock(name string) *clockNames {
	return keep(&n.clocks, name, func() *clockNames {
		in := "clock." + name + "."
		return &clockNames{
			in + "phase", in + "cycle", in + "epoch", in + "started", in + "due", in + "breached", in + "ended", in + "target",
		}
	})
}

// field returns the name of a field that the vocabulary declares.
func (n *names) field(name string) string {
	return keep(&n.fields, name, func() string { return "fields." + name })
}

// keep returns what is kept under a key, and makes it first when there is none.
func keep[V any](kept *map[string]V, key string, make func() V) V {
	v, ok := (*kept)[key]
	if ok {
		return v
	}
	if *kept == nil || len(*kept) == maxNames {
		*kept = map[string]V{}
	}
	v = make()
	(*kept)[key] = v
	return v
}
