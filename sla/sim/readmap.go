package sim

import "github.com/bellhop-sla/bellhop/sla/pack"

// ReadMap reads a map in the written form, YAML or JSON, as strictly as a pack is read. The name of the file stands in
// errors. The error is pack.Errors with every fault, each at its place.
func ReadMap(name string, data []byte) (Map, error) {
	d, err := pack.Parse(name, data)
	if err != nil {
		return Map{}, err
	}
	var m Map
	d.Decode(&m)
	d.Add("", m.Check())
	return m, d.Err()
}
