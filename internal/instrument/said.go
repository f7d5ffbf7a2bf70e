package instrument

import "rinnalla/internal/fault"

// Said is what whoever brings a file of another format says about it, for what such files are often silent about.
type Said struct {
	Code     string // instead of the file's own name
	Owner    string // whose the instrument is, when the file does not say
	Language string // in which the texts are, when the file does not say
}

// Located gives the faults of a definition that was translated from a file their lines; the lines are by the places of the definition.
func Located(err error, lines map[string]int) error {
	if f := fault.Of(err); f != nil {
		for i := range f.Fields {
			f.Fields[i].Args = append(f.Fields[i].Args, "line", lineOf(lines, f.Fields[i].Name))
		}
	}
	return err
}
