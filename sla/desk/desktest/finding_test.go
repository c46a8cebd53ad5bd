package desktest

// finding returns what a rule finds wrong with a build, or "".
func finding(r rule, of build) string {
	if f := try(r, of); len(f.said) > 0 {
		return f.said[0]
	}
	return ""
}
