package picturepages

import (
	"errors"
	"io"
	"net/http"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/pages/drawn"
	"rinnalla/internal/pages/question"
	"rinnalla/internal/picture"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// longestCopy is how large a file may be that is checked: many times the largest that is made.
const longestCopy = 8 << 20

// desk makes copies and checks them, with the installation's key.
type desk struct{ notary *act.Notary }

func (d desk) routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /clients/{client}/picture/copy", Needs: access.GiveCopy, Act: offerCopy},
		{Pattern: "GET /clients/{client}/picture/copy.pdf", Needs: access.GiveCopy, Free: d.paper},
		{Pattern: "GET /clients/{client}/picture/copy.json", Needs: access.GiveCopy, Free: d.data},
		{Pattern: "GET /copies/check", Needs: access.Public, Free: askCopy},
		{Pattern: "POST /copies/check", Needs: access.Public, Free: d.check, MaxBody: longestCopy + 64<<10},
	}
}

// copyPage offers a client's copy: on paper in four languages, and as a data file.
type copyPage struct {
	gathered
}

func offerCopy(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	g, to, err := gather(tx, r, "picture.copy", "copy")
	if err != nil || to != nil {
		return to, err
	}
	if _, err := picture.ForClient(tx, g.client.ID); err != nil {
		return nil, err
	}
	return web.Show(copyView(copyPage{g})), nil
}

// languages are those that a copy is written in, the client's own first.
func (p copyPage) languages() []i18n.Lang {
	all := slices.Clone(i18n.Langs)
	if own, known := i18n.ParseLang(p.client.Language); known {
		all = append([]i18n.Lang{own}, slices.DeleteFunc(all, func(l i18n.Lang) bool { return l == own })...)
	}
	return all
}

func (p copyPage) paperHref(lang i18n.Lang) string {
	return pictureHref(p.client.ID, "copy.pdf") + "?language=" + string(lang)
}

func languageName(lang i18n.Lang) string { return question.LanguageName(string(lang)) }

// asked are a client and her pictures, for a copy, and the moment of it.
func asked(r *web.Request) (c client.Client, pictures []picture.Picture, made civil.Instant, err error) {
	clientID, err := web.PathID[client.Client](r, "client")
	if err != nil {
		return c, nil, made, err
	}
	err = r.Read(func(tx *act.Tx) (err error) {
		made = tx.Now
		if pictures, err = picture.ForClient(tx, clientID); err != nil {
			return err
		}
		c, err = client.Find(tx, clientID)
		return err
	})
	return c, pictures, made, err
}

// paper hands over the copy as a signed PDF. It is made outside the act.
func (d desk) paper(r *web.Request) (*web.Answer, error) {
	lang, known := i18n.ParseLang(r.FormValue("language"))
	if !known {
		lang = r.Print.Lang()
	}
	c, pictures, made, err := asked(r)
	if err != nil {
		return nil, err
	}
	file, err := drawn.Paper{Printer: i18n.For(lang), Pictures: pictures, Name: c.Name(), Number: c.Number, Made: made, Check: drawn.CheckAddress(r)}.PDF()
	if err != nil {
		return nil, err
	}
	return web.Body(http.StatusOK, "application/pdf", picture.SignPDF(file, d.notary)).
		Header("Content-Disposition", `attachment; filename="`+c.Number+`.pdf"`), nil
}

// data hands over the copy as a signed data file.
func (d desk) data(r *web.Request) (*web.Answer, error) {
	c, pictures, made, err := asked(r)
	if err != nil {
		return nil, err
	}
	whole := picture.CopyOf(pictures, made)
	whole.Client = &picture.CopyClient{Number: c.Number, Name: c.Name()}
	file, err := picture.SignData(whole, d.notary)
	return web.Body(http.StatusOK, "application/json", file).Header("Content-Disposition", `attachment; filename="`+c.Number+`.json"`), err
}

// checkPage is where anybody may check a copy. What is sent is looked at and not kept.
type checkPage struct {
	web.Page
	errors web.Errors
	found  picture.Intact
	name   string
}

func askCopy(r *web.Request) (*web.Answer, error) {
	return web.Show(checkView(newCheckPage(r))), nil
}

func newCheckPage(r *web.Request) checkPage {
	p := checkPage{Page: r.Page("picture.check_title")}
	p.Props.Width = "narrow"
	return p
}

// upload reads the file that was sent.
func upload(r *web.Request) (name string, file []byte, err error) {
	sent, header, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return "", nil, oneFault("file", "picture.check_missing")
	}
	if err != nil {
		return "", nil, err
	}
	file, err = io.ReadAll(io.LimitReader(sent, longestCopy+1))
	if err = errors.Join(err, sent.Close()); err != nil {
		return "", nil, err
	}
	if len(file) > longestCopy {
		return "", nil, oneFault("file", "picture.check_big", "max", longestCopy>>20)
	}
	return header.Filename, file, nil
}

func oneFault(name, key string, args ...any) error {
	var c fault.Checks
	c.That(false, name, key, args...)
	return c.Err()
}

func (p checkPage) field() ui.Field {
	return ui.Field{Name: "file", Label: p.T("picture.check_file"), Hint: p.T("picture.check_hint"), Error: p.errors.Of("file")}
}

// verdict is how the copy was found, in words.
func (p checkPage) verdict() string { return p.T("picture.intact."+string(p.found), "name", p.name) }

func (p checkPage) tone() ui.Tone {
	if p.found == picture.Unchanged {
		return ui.Good
	}
	return ui.Warm
}

func (d desk) check(r *web.Request) (*web.Answer, error) {
	p := newCheckPage(r)
	name, file, err := upload(r)
	if fault.Is(err, fault.Invalid) {
		p.errors = r.Errors(err)
		return web.ShowFaults(checkView(p)), nil
	}
	if err != nil {
		return nil, err
	}
	p.name, p.found = name, picture.Check(file, d.notary.PublicKey())
	return web.Show(checkView(p)), nil
}
