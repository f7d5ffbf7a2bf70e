package field

// VerbOf lets the fuzz tests read bodies as the gate does.
func VerbOf(e Envelope) { _, _ = verbOf(e) } // a body that cannot be read is a fault, not a failure of the test

// Shell is the page of the app as the demo or a real installation gives it.
func Shell(demo bool) string {
	if demo {
		return string(invented().shell)
	}
	return string(real().shell)
}

// ReadStop reads the body of a stop as the gate does.
func ReadStop(raw []byte) (StopBody, error) { return readBody[StopBody](raw) }
