package sheet

import (
	"io"
	"strconv"
	"strings"
)

// Template is an empty workbook for people to fill in and import.
type Template struct {
	Sheet  string // name of the sheet to fill in, the first
	Fields []Field

	Guide string // name of the second sheet, which explains the columns
	// GuideHeader heads its four columns: the column's name, what to write, an
	// example, what is allowed.
	GuideHeader [4]string

	Choices string // name of the sheet with the values to choose from
	// WrongChoice is what the spreadsheet program says, in at most 225
	// characters, about a value that is not among the choices.
	WrongChoice string
}

// Field is a column of a template.
type Field struct {
	Header      string
	Explanation string
	Example     string
	// Allowed says in words what may be written; the choices stand in a list of
	// their own.
	Allowed string
	// Kind KindText keeps what is typed as text, leading zeros too; KindDate
	// shows dates; other kinds leave the cells as they are.
	Kind Kind
	// Choices are offered as a drop-down list.
	Choices []string
	Width   float64 // in characters; 0 follows the header
}

// choiceCheck lets a column hold only values from a list.
type choiceCheck struct {
	column  string
	formula string
	wrong   string
}

const longestWarning = 225

// WriteTemplate writes the workbook: the sheet to fill in with its header and
// drop-down lists, the sheet that explains it, and the lists of choices when
// there are any.
func WriteTemplate(w io.Writer, t Template) error {
	x, err := NewXLSX(w, nil)
	if err != nil {
		return err
	}
	if err := x.Sheet(t.Sheet, t.columns()...); err != nil {
		return err
	}
	x.checks = t.checks()
	if err := t.writeGuide(x); err != nil {
		return err
	}
	if err := t.writeChoices(x); err != nil {
		return err
	}
	_, err = x.Close()
	return err
}

func (t Template) columns() []Column {
	var columns []Column
	for _, f := range t.Fields {
		c := Column{Header: f.Header, Width: f.Width}
		switch f.Kind {
		case KindText:
			c.style = textStyle
		case KindDate:
			c.style = dateStyle
		}
		columns = append(columns, c)
	}
	return columns
}

func (t Template) writeGuide(x *XLSX) error {
	h := t.GuideHeader
	if err := x.Sheet(t.Guide, Column{Header: h[0], Width: 28}, Column{Header: h[1], Width: 70},
		Column{Header: h[2], Width: 28}, Column{Header: h[3], Width: 40}); err != nil {
		return err
	}
	for _, f := range t.Fields {
		values := []Value{Text(f.Header), Text(f.Explanation), Text(f.Example), Text(f.Allowed)}
		if err := x.writeLine(values, wrappedStyle); err != nil {
			return err
		}
	}
	return nil
}

// withChoices gives the fields that have a list, in the order of the lists'
// columns.
func (t Template) withChoices() []Field {
	var fields []Field
	for _, f := range t.Fields {
		if len(f.Choices) > 0 {
			fields = append(fields, f)
		}
	}
	return fields
}

func (t Template) writeChoices(x *XLSX) error {
	fields := t.withChoices()
	if len(fields) == 0 {
		return nil
	}
	var columns []Column
	longest := 0
	for _, f := range fields {
		columns = append(columns, Column{Header: f.Header, Width: 28})
		longest = max(longest, len(f.Choices))
	}
	if err := x.Sheet(t.Choices, columns...); err != nil {
		return err
	}
	for line := range longest {
		values := make([]Value, len(fields))
		for i, f := range fields {
			if line < len(f.Choices) {
				values[i] = Text(f.Choices[line])
			}
		}
		if err := x.Row(values...); err != nil {
			return err
		}
	}
	return nil
}

func (t Template) checks() []choiceCheck {
	first := sheetName(t.Sheet, nil)
	second := sheetName(t.Guide, []string{first})
	lists := "'" + strings.ReplaceAll(sheetName(t.Choices, []string{first, second}), "'", "''") + "'!"
	var checks []choiceCheck
	list := 0
	for i, f := range t.Fields {
		if len(f.Choices) == 0 {
			continue
		}
		column := Letters(list)
		checks = append(checks, choiceCheck{
			column:  Letters(i),
			formula: lists + "$" + column + "$2:$" + column + "$" + strconv.Itoa(1+len(f.Choices)),
			wrong:   cut(t.WrongChoice, longestWarning),
		})
		list++
	}
	return checks
}

func appendChecks(buf []byte, checks []choiceCheck) []byte {
	if len(checks) == 0 {
		return buf
	}
	buf = append(buf, `<dataValidations count="`+strconv.Itoa(len(checks))+`">`...)
	for _, c := range checks {
		buf = append(buf, `<dataValidation type="list" allowBlank="1" showErrorMessage="1" error="`...)
		buf = appendXML(buf, c.wrong)
		buf = append(buf, `" sqref="`+c.column+`2:`+c.column+strconv.Itoa(lastRow)+`"><formula1>`...)
		buf = appendXML(buf, c.formula)
		buf = append(buf, `</formula1></dataValidation>`...)
	}
	return append(buf, `</dataValidations>`...)
}
