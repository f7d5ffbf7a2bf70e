package sheet

import (
	"fmt"
	"strings"

	"rinnalla/internal/fault"
)

// Problem is one thing that is wrong with a file or with a row of it. Key names
// a sentence in the catalogues (sheet.json); Args are alternating names and
// values for it. A problem that comes as an error is also an Invalid
// [fault.Fault] with the same key.
type Problem struct {
	Key  string
	Args []any
	// Cause is the technical reason, for the log; nil when there is none.
	Cause error
}

// Error gives the key, the arguments and the cause, for logs and tests.
func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Key)
	for i := 0; i+1 < len(p.Args); i += 2 {
		fmt.Fprintf(&b, " %v=%v", p.Args[i], p.Args[i+1])
	}
	if p.Cause != nil {
		b.WriteString(": " + p.Cause.Error())
	}
	return b.String()
}

// Unwrap gives the problem as a fault, and the technical reason.
func (p *Problem) Unwrap() []error {
	errs := []error{fault.New(fault.Invalid, p.Key, p.Args...)}
	if p.Cause != nil {
		errs = append(errs, p.Cause)
	}
	return errs
}

// with adds an argument.
func (p *Problem) with(name string, value any) *Problem {
	p.Args = append(p.Args, name, value)
	return p
}

func problem(key string, args ...any) *Problem {
	return &Problem{Key: key, Args: args}
}

func broken(cause error) *Problem {
	return &Problem{Key: "sheet.broken", Cause: cause}
}
