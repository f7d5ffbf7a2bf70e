package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// archive is an XLSX file as a zip whose directory has been checked.
type archive struct {
	parts  map[string]*zip.File // by lower-case path
	limits Limits
}

// openArchive checks the directory of the zip before anything is unpacked:
// number of parts, sizes, how tightly they are packed, passwords, doubles. A zip
// inside the zip is never unpacked, because only named parts are read.
func openArchive(data []byte, limits Limits) (*archive, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, broken(err)
	}
	if len(z.File) > limits.Parts {
		return nil, problem("sheet.too_many_parts", "limit", limits.Parts)
	}
	a := &archive{parts: make(map[string]*zip.File, len(z.File)), limits: limits}
	var total uint64
	for _, f := range z.File {
		name := partName(f.Name)
		if _, twice := a.parts[name]; twice {
			return nil, broken(errors.New("two parts named " + name))
		}
		a.parts[name] = f
		if f.Flags&1 != 0 {
			return nil, problem("sheet.password")
		}
		if total += f.UncompressedSize64; f.UncompressedSize64 > uint64(limits.Unpacked) || total > uint64(limits.Unpacked) {
			return nil, problem("sheet.too_big_unpacked", "limit", megabytes(limits.Unpacked))
		}
		if f.UncompressedSize64 > mebibyte && f.UncompressedSize64 > f.CompressedSize64*uint64(limits.Ratio) {
			return nil, problem("sheet.packed_too_tight")
		}
	}
	return a, nil
}

func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean(strings.ReplaceAll(name, `\`, "/")), "/"))
}

// stream opens a part for reading as XML.
func (a *archive) stream(name string) (*xmlStream, error) {
	f, ok := a.parts[partName(name)]
	if !ok {
		return nil, broken(errors.New("no part " + name))
	}
	r, err := f.Open()
	if err != nil {
		return nil, broken(err)
	}
	part := &boundedPart{part: r}
	return &xmlStream{decoder: xml.NewDecoder(part), part: part}, nil
}

// boundedPart stops a part with a longer text, tag or comment than any
// spreadsheet program writes, which the XML decoder would gather in memory.
// That a part does not unpack to more than the directory said, and its checksum,
// are seen to by archive/zip.
type boundedPart struct {
	part io.Reader
	run  int // bytes read since the last token
}

const longestRun = mebibyte

func (b *boundedPart) Read(p []byte) (int, error) {
	n, err := b.part.Read(p)
	if b.run += n; b.run > longestRun {
		return 0, broken(errors.New("overlong token"))
	}
	return n, err
}

// xmlStream hands out the elements of a part. It refuses document type
// definitions, in which entity bombs live and which no spreadsheet program
// writes, and nesting deeper than any real part has.
type xmlStream struct {
	decoder *xml.Decoder
	part    *boundedPart
	depth   int
}

const deepest = 64

// token gives the next token, io.EOF after the last. Reading to io.EOF also
// verifies the part's checksum.
func (x *xmlStream) token() (xml.Token, error) {
	token, err := x.decoder.Token()
	if err == io.EOF {
		return nil, err
	}
	if err != nil {
		var p *Problem
		if errors.As(err, &p) {
			return nil, p
		}
		return nil, broken(err)
	}
	x.part.run = 0
	switch token.(type) {
	case xml.Directive:
		return nil, problem("sheet.unsafe_xml")
	case xml.StartElement:
		if x.depth++; x.depth > deepest {
			return nil, broken(errors.New("elements too deep"))
		}
	case xml.EndElement:
		x.depth--
	}
	return token, nil
}

// each calls start for every element until the part ends.
func (x *xmlStream) each(start func(xml.StartElement) error) error {
	for {
		token, err := x.token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if el, ok := token.(xml.StartElement); ok {
			if err := start(el); err != nil {
				return err
			}
		}
	}
}

// skip reads past the element that has just begun.
func (x *xmlStream) skip() error {
	for depth := x.depth; x.depth >= depth; {
		if _, err := x.token(); err != nil {
			return unexpectedEnd(err)
		}
	}
	return nil
}

// text gathers the text of the element that has just begun: of its <t> elements
// when there are any, without the reading aids in <rPh>.
func (x *xmlStream) text() (string, error) {
	var b strings.Builder
	for depth := x.depth; x.depth >= depth; {
		token, err := x.token()
		if err != nil {
			return "", unexpectedEnd(err)
		}
		switch el := token.(type) {
		case xml.StartElement:
			if el.Name.Local == "rPh" || el.Name.Local == "phoneticPr" {
				if err := x.skip(); err != nil {
					return "", err
				}
			}
		case xml.CharData:
			if b.Len()+len(el) > longestRun {
				return "", broken(errors.New("overlong text"))
			}
			b.Write(el)
		}
	}
	return b.String(), nil
}

func unexpectedEnd(err error) error {
	if err == io.EOF {
		return broken(io.ErrUnexpectedEOF)
	}
	return err
}

func attribute(el xml.StartElement, name string) string {
	for _, a := range el.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
