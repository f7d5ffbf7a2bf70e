package staffpages

import (
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/boundary"
	"rinnalla/internal/fault"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

const (
	boundariesHref = "/admin/areas/boundaries"
	// mostUploaded is a file as large as package geojson reads, and the form around it.
	mostUploaded = 62 << 20
)

func boundaryRoutes() []web.Route {
	return []web.Route{
		{Pattern: "POST " + boundariesHref, Needs: access.KeepBoundaries, Free: importBoundaries, MaxBody: mostUploaded},
		{Pattern: "GET " + boundariesHref + "/remove", Needs: access.KeepBoundaries, Act: askToRemoveBoundaries},
		{Pattern: "POST " + boundariesHref + "/remove", Needs: access.KeepBoundaries, Act: removeBoundaries},
	}
}

// boundaries is the part of the page of areas for whoever keeps the boundaries.
type boundaries struct {
	web.Page
	web.Errors
	boundary.InForce
	Any    bool // some are in force
	Who    string
	source ui.Field
	day    ui.Field
	code   ui.Field
}

// readBoundaries gives nil for a reader who does not keep them.
func readBoundaries(tx *act.Tx, r *web.Request, p web.Page, wrong error) (*boundaries, error) {
	if !r.Actor.Holds(access.KeepBoundaries) {
		return nil, nil
	}
	b := &boundaries{Page: p, Errors: r.Errors(wrong)}
	var err error
	if b.InForce, b.Any, err = boundary.Current(tx); err != nil {
		return nil, err
	}
	if b.Who, err = importedBy(tx, r, b.By); err != nil {
		return nil, err
	}
	b.source = ui.Field{Name: "source", Label: p.T("boundary.source"), Hint: p.T("boundary.source_hint"), Value: r.PostFormValue("source"), Required: true}
	b.day = ui.Field{Name: "day", Label: p.T("boundary.day"), Hint: p.T("boundary.day_hint"), Value: r.PostFormValue("day"), Required: true}
	b.code = ui.Field{
		Name: "code", Label: p.T("boundary.code"), Mark: p.T("staff.optional"), Value: r.PostFormValue("code"), Plain: true, Width: 20,
		Hint: p.T("boundary.code_hint", "names", strings.Join(boundary.UsualCodes(), ", ")),
	}
	for _, f := range []*ui.Field{&b.source, &b.day, &b.code} {
		f.Error = b.Of(f.Name)
	}
	return b, nil
}

func importedBy(tx *act.Tx, r *web.Request, w access.WorkerID) (string, error) {
	if w.IsZero() {
		return r.Print.T("boundary.at_the_server"), nil
	}
	names, err := staff.WorkerNames(tx, []access.WorkerID{w})
	return names[w], err
}

// rows tell what is in force.
func (b *boundaries) rows() []ui.SummaryRow {
	return []ui.SummaryRow{
		{Key: b.T("boundary.source"), Value: b.Source},
		{Key: b.T("boundary.day"), Value: b.Date(b.Day)},
		{Key: b.T("boundary.size"), Value: b.T("boundary.size_text", "count", b.Municipalities, "points", b.Points)},
		{Key: b.T("boundary.imported"), Value: b.T("boundary.imported_text", "at", b.At, "who", b.Who)},
	}
}

func (b *boundaries) formTitle() string {
	if b.Any {
		return b.T("boundary.change")
	}
	return b.T("boundary.bring")
}

// importBoundaries opens its own acts: reading a large file must not hold the
// database's writer.
func importBoundaries(r *web.Request) (*web.Answer, error) {
	err := bring(r)
	if err == nil {
		return web.Redirect("/admin/areas#boundaries").Flash("boundary.flash.imported"), nil
	}
	if !fault.Is(err, fault.Invalid) {
		return nil, err
	}
	var p areasPage
	if failed := r.Read(func(tx *act.Tx) (failed error) {
		p, failed = gatherAreas(tx, r, err)
		return failed
	}); failed != nil {
		return nil, failed
	}
	return web.ShowFaults(areasView(p)), err
}

func bring(r *web.Request) error {
	f := r.TypedForm()
	o := boundary.Order{Source: f.Text("source"), Day: f.Date("day"), Code: f.Text("code")}
	if err := f.Err(); err != nil {
		return err
	}
	upload, _, err := r.FormFile("file")
	if err != nil {
		return noFile(o)
	}
	file, err := boundary.Read(upload, o, r.Acts().Now().Date())
	if closed := upload.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return r.Write(func(tx *act.Tx) error {
		_, err := boundary.Replace(tx, file)
		return err
	})
}

// noFile tells what is wrong with the order too, so that nobody has to choose the file twice.
func noFile(o boundary.Order) error {
	missing := fault.Field{Name: "file", Key: "boundary.file.missing"}
	wrong := fault.Of(o.Check())
	if wrong == nil {
		wrong = fault.New(fault.Invalid, "fault.invalid")
	}
	wrong.Fields = append([]fault.Field{missing}, wrong.Fields...)
	return wrong
}

func askToRemoveBoundaries(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	if err := tx.Require(access.KeepBoundaries, access.All("boundary", access.Installation)); err != nil {
		return nil, err
	}
	p := &formPage{
		Page: r.Page("boundary.remove_title"), Lead: r.Print.T("boundary.remove_text"), Submit: r.Print.T("boundary.remove"), Danger: true,
		Back: back(r, "staff.areas", "/admin/areas"), action: r.URL.Path,
	}
	p.Props.Width = "narrow"
	return p.show()
}

func removeBoundaries(tx *act.Tx, _ *web.Request) (*web.Answer, error) {
	return web.Redirect("/admin/areas").Flash("boundary.flash.removed"), boundary.Remove(tx)
}
