package pdf

import (
	"errors"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// element is a part of the structure: what it is, and what it is made of, in reading order: elements, and pieces of pages.
type element struct {
	kind   string
	scope  string // of a head in a table
	alt    string // read in the place of a figure
	box    [4]float64
	order  []*element // nil: the next of pieces
	pieces []piece
}

// piece is something marked on a page, both counted from 0.
type piece struct{ page, mark int }

func (e *element) add(kind string) *element {
	sub := &element{kind: kind}
	e.order = append(e.order, sub)
	return sub
}

// tagger writes the structure into a file.
type tagger struct {
	ctx   *model.Context
	pages []types.IndirectRef
	// parents are, for each page, the elements that its marked pieces belong to.
	parents []types.Array
}

// tag reads a plain file and writes it with its structure.
func (d *Document) tag(plain io.ReadSeeker, to io.Writer) error {
	api.DisableConfigDir()
	ctx, err := api.ReadContext(plain, model.NewDefaultConfiguration())
	if err != nil {
		return err
	}
	if err := ctx.EnsurePageCount(); err != nil {
		return err
	}
	t := &tagger{ctx: ctx}
	for i, marks := range d.marks {
		page, ref, _, err := ctx.PageDict(i+1, false)
		if err != nil {
			return err
		}
		if page == nil || ref == nil {
			return errors.New("a page is missing")
		}
		page["StructParents"], page["Tabs"] = types.Integer(i), types.Name("S")
		t.pages, t.parents = append(t.pages, *ref), append(t.parents, make(types.Array, marks))
	}
	if err := t.catalogue(d); err != nil {
		return err
	}
	return api.WriteContext(ctx, to)
}

// catalogue says in the file's catalogue that it is tagged, and hangs the structure there.
func (t *tagger) catalogue(d *Document) error {
	root, err := t.ctx.Catalog()
	if err != nil {
		return err
	}
	tree := types.Dict{"Type": types.Name("StructTreeRoot")}
	ref, err := t.ctx.IndRefForNewObject(tree)
	if err != nil {
		return err
	}
	top, err := t.element(d.root, *ref)
	if err != nil {
		return err
	}
	tree["K"] = *top
	var numbers types.Array
	for i, parents := range t.parents {
		list, err := t.ctx.IndRefForNewObject(parents)
		if err != nil {
			return err
		}
		numbers = append(numbers, types.Integer(i), *list)
	}
	tree["ParentTree"], tree["ParentTreeNextKey"] = types.Dict{"Nums": numbers}, types.Integer(len(t.parents))
	root["StructTreeRoot"] = *ref
	root["MarkInfo"] = types.Dict{"Marked": types.Boolean(true)}
	root["ViewerPreferences"] = types.Dict{"DisplayDocTitle": types.Boolean(true)}
	root["Lang"] = types.StringLiteral(d.head.Lang)
	return nil
}

func (t *tagger) element(e *element, parent types.IndirectRef) (*types.IndirectRef, error) {
	dict := types.Dict{"Type": types.Name("StructElem"), "S": types.Name(e.kind), "P": parent}
	ref, err := t.ctx.IndRefForNewObject(dict)
	if err != nil {
		return nil, err
	}
	if e.alt != "" {
		text, err := types.EscapedUTF16String(e.alt)
		if err != nil {
			return nil, err
		}
		dict["Alt"] = types.StringLiteral(*text)
	}
	if a := e.attributes(); a != nil {
		dict["A"] = a
	}
	var kids types.Array
	next := 0
	for _, sub := range e.order {
		if sub == nil {
			p := e.pieces[next]
			next++
			kids = append(kids, types.Dict{"Type": types.Name("MCR"), "Pg": t.pages[p.page], "MCID": types.Integer(p.mark)})
			t.parents[p.page][p.mark] = *ref
			continue
		}
		kid, err := t.element(sub, *ref)
		if err != nil {
			return nil, err
		}
		kids = append(kids, *kid)
	}
	dict["K"] = kids
	return ref, nil
}

func (e *element) attributes() types.Dict {
	switch {
	case e.scope != "":
		return types.Dict{"O": types.Name("Table"), "Scope": types.Name(e.scope)}
	case e.kind == "Figure":
		points := func(mm float64) types.Float { return types.Float(mm / perPoint) }
		return types.Dict{"O": types.Name("Layout"), "Placement": types.Name("Block"),
			"BBox": types.Array{points(e.box[0]), points(pageHeight - e.box[3]), points(e.box[2]), points(pageHeight - e.box[1])}}
	case e.kind == "L":
		return types.Dict{"O": types.Name("List"), "ListNumbering": types.Name("Disc")}
	}
	return nil
}
