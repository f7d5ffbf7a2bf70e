package ui

import (
	"slices"
	"strings"
)

// Field is what every form control has in common. Label, hint and error are
// tied to the control by for and aria-describedby.
type Field struct {
	// Name is the form name. The id of the control is FieldID(Name).
	Name string
	// ID replaces FieldID(Name) where a page shows the same name twice.
	ID    string
	Label string
	// LabelHidden keeps the label for screen readers only.
	LabelHidden bool
	Hint        string
	// Mark follows the label in soft text, for example "(vapaaehtoinen)".
	Mark string
	// Error is a whole sentence that says what to do, or empty.
	Error string
	// Value is what was typed, also when it is wrong: nothing typed is lost.
	Value string
	// Values are the chosen values of Checkboxes.
	Values []string
	// Width is the expected number of characters: 2, 4, 8, 12, 20, 30 or 0 for
	// the full width.
	Width int
	// Autocomplete is the HTML token, for example "username".
	Autocomplete string
	// InputMode is the HTML token, for example "email".
	InputMode string
	// MaxLength limits typing in the browser; the server must check as well.
	MaxLength int
	Required  bool
	Disabled  bool
	// Plain turns spell checking and capitals off: names, codes, addresses.
	Plain bool
	// LabelSize makes the label or legend a heading: "", "m" or "l".
	LabelSize string
	// Inline puts Radios and Checkboxes beside each other on wide screens.
	Inline bool
	// Rows is the height of a TextArea; 5 when 0.
	Rows int
	// DescribedBy are ids of what else on the page describes the field, such as the words at the ends of a scale.
	DescribedBy []string
	// LabelIn, HintIn, MarkIn and ErrorIn are the languages of these texts where they are not that of what the field stands in.
	LabelIn, HintIn, MarkIn, ErrorIn string
}

// Option is one choice of Select, Radios or Checkboxes.
type Option struct {
	Value string
	Label string
	Hint  string
	// In is the language of Label where it is not that of what the option stands in; Select passes over it.
	In string
	// Group is the heading of the group in a Select; options of one group
	// follow each other.
	Group    string
	Disabled bool
}

// FieldID is the id of the control named name, and the target of the links in
// an error summary.
func FieldID(name string) string {
	return "f-" + strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}, name)
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return FieldID(f.Name)
}

// describedBy lists the ids of the field's hint and error, and of more.
func (f Field) describedBy(more ...string) string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, fieldPart(f, "hint"))
	}
	if f.Error != "" {
		ids = append(ids, fieldPart(f, "error"))
	}
	return strings.Join(slices.Concat(ids, f.DescribedBy, more), " ")
}

func (f Field) chosen(value string) bool {
	return slices.Contains(f.Values, value)
}

func (f Field) rows() int {
	if f.Rows > 0 {
		return f.Rows
	}
	return 5
}

// optionGroup is a run of options with the same group heading.
type optionGroup struct {
	label   string
	options []Option
}

func grouped(options []Option) []optionGroup {
	var groups []optionGroup
	for _, o := range options {
		if n := len(groups); n > 0 && groups[n-1].label == o.Group {
			groups[n-1].options = append(groups[n-1].options, o)
			continue
		}
		groups = append(groups, optionGroup{label: o.Group, options: []Option{o}})
	}
	return groups
}
