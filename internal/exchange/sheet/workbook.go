package sheet

import (
	"encoding/xml"
	"errors"
	"path"
	"strconv"
	"strings"
)

// workbook is what the sheets of an XLSX file have in common.
type workbook struct {
	archive *archive
	sheets  []sheetPart
	strings []string
	forms   []dateForm // by cell style
	from904 bool       // days are counted from 1904, as old Macs did
}

type sheetPart struct {
	name   string
	path   string // "" for a chart sheet
	hidden bool
}

func openWorkbook(data []byte, limits Limits) (*workbook, error) {
	a, err := openArchive(data, limits)
	if err != nil {
		return nil, err
	}
	if p := a.otherKind(); p != nil {
		return nil, p
	}
	root, err := a.relations("")
	if err != nil {
		return nil, err
	}
	b := &workbook{archive: a}
	main := root.ofKind("officeDocument")
	related, err := a.relations(main)
	if err != nil {
		return nil, err
	}
	if err := b.readSheets(main, related); err != nil {
		return nil, err
	}
	if err := b.readStyles(related.ofKind("styles")); err != nil {
		return nil, err
	}
	return b, b.readStrings(related.ofKind("sharedStrings"))
}

// otherKind names zip files that are something else than XLSX.
func (a *archive) otherKind() *Problem {
	has := func(name string) bool { _, ok := a.parts[name]; return ok }
	switch {
	case has("mimetype") && has("content.xml"):
		return problem("sheet.open_document")
	case has("xl/workbook.bin"):
		return problem("sheet.binary_workbook")
	case has("[content_types].xml") && (has("word/document.xml") || has("ppt/presentation.xml")), !has("_rels/.rels"):
		return problem("sheet.not_a_spreadsheet")
	}
	return nil
}

// relations are the links from one part to others.
type relations []relation

type relation struct{ id, kind, target string }

// relations reads the links of a part; "" is the package itself.
func (a *archive) relations(part string) (relations, error) {
	folder, file := path.Split(part)
	x, err := a.stream(folder + "_rels/" + file + ".rels")
	if err != nil {
		return nil, err
	}
	var all relations
	err = x.each(func(el xml.StartElement) error {
		if el.Name.Local != "Relationship" || attribute(el, "TargetMode") == "External" {
			return nil
		}
		if len(all) == a.limits.Parts {
			return broken(errors.New("more relations than parts"))
		}
		target := attribute(el, "Target")
		if !strings.HasPrefix(target, "/") {
			target = folder + target
		}
		all = append(all, relation{attribute(el, "Id"), path.Base(attribute(el, "Type")), partName(target)})
		return nil
	})
	return all, err
}

func (r relations) ofKind(kind string) string {
	for _, one := range r {
		if one.kind == kind {
			return one.target
		}
	}
	return ""
}

func (r relations) worksheet(id string) string {
	for _, one := range r {
		if one.id == id && one.kind == "worksheet" {
			return one.target
		}
	}
	return ""
}

func (b *workbook) readSheets(part string, related relations) error {
	x, err := b.archive.stream(part)
	if err != nil {
		return err
	}
	return x.each(func(el xml.StartElement) error {
		switch el.Name.Local {
		case "workbookPr":
			b.from904 = truth(attribute(el, "date1904"))
		case "sheet":
			if len(b.sheets) == b.archive.limits.Parts {
				return broken(errors.New("more sheets than parts"))
			}
			b.sheets = append(b.sheets, sheetPart{
				name:   attribute(el, "name"),
				path:   related.worksheet(attribute(el, "id")),
				hidden: strings.HasSuffix(strings.ToLower(attribute(el, "state")), "hidden"),
			})
		}
		return nil
	})
}

func truth(value string) bool { return value == "1" || value == "true" || value == "on" }

// named are the sheets with cells that are hidden, or those that are not.
func (b *workbook) named(hidden bool) []string {
	var names []string
	for _, s := range b.sheets {
		if s.hidden == hidden && s.path != "" {
			names = append(names, s.name)
		}
	}
	return names
}

// choose finds the sheet of that name, or the first visible one.
func (b *workbook) choose(name string) (sheetPart, error) {
	for _, s := range b.sheets {
		if s.path == "" {
			continue
		}
		if name == "" && !s.hidden || name != "" && headerKey(s.name) == headerKey(name) {
			return s, nil
		}
	}
	if name != "" {
		return sheetPart{}, problem("sheet.no_such_sheet", "sheet", name)
	}
	return sheetPart{}, problem("sheet.no_visible_sheet")
}

// readStrings reads the texts that the cells refer to by number.
func (b *workbook) readStrings(part string) error {
	if part == "" {
		return nil
	}
	x, err := b.archive.stream(part)
	if err != nil {
		return err
	}
	// An empty string costs more in memory than in the file.
	const header = 16
	left := b.archive.limits.Unpacked
	return x.each(func(el xml.StartElement) error {
		if el.Name.Local != "si" {
			return nil
		}
		text, err := x.text()
		if left -= int64(header + len(text)); left < 0 {
			return problem("sheet.too_big_unpacked", "limit", megabytes(b.archive.limits.Unpacked))
		}
		b.strings = append(b.strings, unescape(text))
		return err
	})
}

// readStyles finds out which cell styles show a number as a date or a time.
func (b *workbook) readStyles(part string) error {
	if part == "" {
		return nil
	}
	x, err := b.archive.stream(part)
	if err != nil {
		return err
	}
	codes := map[int]dateForm{}
	inCells := 0
	return x.each(func(el xml.StartElement) error {
		switch el.Name.Local {
		case "numFmt":
			if id, err := strconv.Atoi(attribute(el, "numFmtId")); err == nil {
				codes[id] = formOfCode(attribute(el, "formatCode"))
			}
		case "cellXfs":
			inCells = x.depth
		case "xf":
			if inCells == 0 || x.depth != inCells+1 {
				return nil
			}
			id, err := strconv.Atoi(attribute(el, "numFmtId"))
			form, custom := codes[id]
			if err == nil && !custom {
				form = builtinForm(id)
			}
			b.forms = append(b.forms, form)
		case "cellStyles", "dxfs":
			inCells = 0
		}
		return nil
	})
}

// form gives the date form of a cell style.
func (b *workbook) form(style string) dateForm {
	i, err := strconv.Atoi(style)
	if err != nil || i < 0 || i >= len(b.forms) {
		return 0
	}
	return b.forms[i]
}
