package outbox

// Stand-ins for what package desk calls: to be replaced by the real ones, with these names.

// Permanent marks an error that is not tried again.
func Permanent(err error) error { return err }
