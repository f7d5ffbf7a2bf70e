package boundary

import "rinnalla/internal/i18n"

// Notes tell what is not as it could be, each a whole sentence: municipalities without a boundary, and what of the file was left out.
func (i InForce) Notes(print *i18n.Printer) []string {
	const named = 12
	var notes []string
	switch n := len(i.Without); {
	case n > named:
		notes = append(notes, print.T("boundary.without_many", "count", n))
	case n > 0:
		var names []string
		for _, m := range i.Without {
			names = append(names, m.Name(string(print.Lang())))
		}
		notes = append(notes, print.T("boundary.without", "count", n, "names", print.List(names)))
	}
	if n := len(i.LeftOut.Unknown); n > 0 {
		notes = append(notes, print.T("boundary.unknown", "count", n, "names", print.List(i.LeftOut.Unknown)))
	}
	for _, remark := range i.LeftOut.Remarks {
		notes = append(notes, print.T(remark.Key, remark.Args...))
	}
	if i.LeftOut.More > 0 {
		notes = append(notes, print.T("boundary.more", "count", i.LeftOut.More))
	}
	return notes
}
