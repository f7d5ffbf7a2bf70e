// Package questions reads an instrument from a file of whatever format we know, and writes it in any of them. The content alone tells
// which format a file has; its name is only repeated in messages.
package questions

import (
	"bytes"
	"fmt"
	"strings"

	"rinnalla/internal/exchange/fhir"
	"rinnalla/internal/exchange/tree"
	"rinnalla/internal/exchange/xlsform"
	"rinnalla/internal/fault"
	"rinnalla/internal/instrument"
)

// Format is a kind of file that holds an instrument.
//
//i18n:keys questions.format.*
type Format string

const (
	YAML    Format = "yaml" // our own format
	JSON    Format = "json" // our own format
	FHIR    Format = "fhir" // a Questionnaire of HL7 FHIR, JSON
	XLSForm Format = "xlsform"
)

// Formats are those that can be read and written, our own first.
func Formats() []Format { return []Format{YAML, JSON, FHIR, XLSForm} }

// MostBytes is how big a file may be.
const MostBytes = 8 << 20

// FileName is what a file of the format is called.
func (f Format) FileName(code string) string {
	endings := map[Format]string{YAML: ".yaml", JSON: ".json", FHIR: ".fhir.json", XLSForm: ".xlsx"}
	return code + endings[f]
}

// Media is the media type of a file of the format.
func (f Format) Media() string {
	types := map[Format]string{YAML: "application/yaml", JSON: "application/json", FHIR: "application/fhir+json",
		XLSForm: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
	return types[f]
}

// Tell tells the format of a file by its content; false when it is none of ours.
func Tell(data []byte) (Format, bool) {
	start := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return XLSForm, true
	case tree.LooksLikeJSON(data):
		if bytes.Contains(data, []byte(`"resourceType"`)) {
			return FHIR, true
		}
		return JSON, true
	case len(start) == 0, bytes.ContainsAny(start[:1], "<%{["), bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return "", false // web pages, XML, PDF, old spreadsheets
	case bytes.IndexByte(data, 0) >= 0, !bytes.Contains(start, []byte(":")):
		return "", false
	}
	return YAML, true
}

// File is an instrument as it was read from a file.
type File struct {
	Format     Format
	Release    fhir.Release // of a Questionnaire, where the file tells it
	Definition instrument.Definition
	Notes      []instrument.Note // what of the file was not understood, line by line
}

// Read reads a file. The error is an Invalid fault; [instrument.Notes] gives its lines. What was not understood is told with an error too.
func Read(data []byte, name string, said instrument.Said) (File, error) {
	format, known := Tell(data)
	if len(data) > MostBytes {
		return File{}, fault.New(fault.Invalid, "questions.too_big", "limit", MostBytes>>20)
	}
	switch {
	case known:
	case len(bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))) == 0:
		return File{}, fault.New(fault.Invalid, "questions.empty")
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")): // UTF-16, as Notepad writes it
		return File{}, fault.New(fault.Invalid, "questions.encoding")
	default:
		return File{}, fault.New(fault.Invalid, "questions.unknown")
	}
	f := File{Format: format}
	var err error
	switch format {
	case FHIR:
		f.Release = fhir.ReleaseOf(data)
		f.Definition, f.Notes, err = fhir.Read(data, said)
	case XLSForm:
		f.Definition, f.Notes, err = xlsform.Read(data, name, said)
	default:
		f.Definition, err = instrument.Read(data)
	}
	return f, err
}

// ReadAs is the message key of what kind of file it was. The texts of questions.format are of what is written: of FHIR that is R4.
//
//i18n:keys questions.read.*
func (f File) ReadAs() string {
	if f.Format != FHIR {
		return "questions.format." + string(f.Format)
	}
	return "questions.read." + strings.TrimSuffix("fhir_"+string(f.Release), "_")
}

// Write writes a definition that passed its Check. The notes say what the format, or other programs that read it, cannot hold of it.
func Write(f Format, d instrument.Definition, version int) ([]byte, []instrument.Note, error) {
	switch f {
	case FHIR:
		return fhir.Write(d, version)
	case XLSForm:
		return xlsform.Write(d, version)
	case JSON:
		text, err := d.JSON()
		return text, nil, err
	case YAML:
		text, err := d.YAML()
		return text, nil, err
	}
	return nil, nil, fmt.Errorf("questions: no format %q", f)
}
