package answerpages

import (
	"net/http"

	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/outcome"
	"rinnalla/internal/pages/drawn"
	"rinnalla/internal/pages/question"
	"rinnalla/internal/picture"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

// picturePage is what came of her answers, for her own eyes.
type picturePage struct {
	web.Page
	view   drawn.View
	until  civil.Instant
	mark   picture.Mark
	marked bool
	back   *ui.Link // on a tablet: to the worker
	paper  string   // address of her copy; empty on a tablet, which is not hers
	data   string
}

// seen is what the link shows, with the picture of it; none when what was handed in was withdrawn.
func seen(r *web.Request) (s outcome.Seen, drawn *picture.Picture, marks picture.Switch, err error) {
	err = read(r, func(tx *act.Tx) (err error) {
		if s, err = outcome.SeeOwn(tx); err != nil {
			return err
		}
		pictures, err := picture.Read(tx, s.Own, picture.FromStart)
		if err != nil {
			return err
		}
		drawn = nil
		if len(pictures) > 0 {
			drawn = &pictures[0]
		}
		marks, err = picture.MarksOf(tx, s.Link.Client)
		return err
	})
	return s, drawn, marks, err
}

// own is what the link shows; answer is set instead when it shows nothing.
func (o Options) own(r *web.Request) (s outcome.Seen, one *picture.Picture, marks picture.Switch, answer *web.Answer, err error) {
	s, one, marks, err = seen(r)
	switch {
	case fault.Is(err, fault.Conflict):
		return s, nil, marks, web.Redirect(href(r, "")), nil
	case err != nil:
		answer, err = o.refused(r, err)
		return s, nil, marks, answer, err
	}
	question.Speak(r, s.Link.Language)
	if one == nil {
		answer = web.Show(messageView(messagePage{Page: plain(r, "answer.picture_title"), Text: r.Print.T("answer.picture_gone")}))
	}
	return s, one, marks, answer, nil
}

func (o Options) showPicture(r *web.Request) (*web.Answer, error) {
	s, one, marks, answer, err := o.own(r)
	if err != nil || answer != nil {
		return answer, err
	}
	p := picturePage{Page: plain(r, "answer.picture_title"), until: s.Until}
	p.view = drawn.View{Printer: r.Print, Picture: *one, Own: true, Alone: !s.Earlier, Asked: s.Link.Language}
	if marks.Shown {
		p.mark, p.marked = one.Mark()
	}
	if _, _, tablet := question.Tablet(r); tablet {
		p.back = tabletBack(r)
	} else {
		p.paper, p.data = href(r, "picture/copy.pdf"), href(r, "picture/copy.json")
	}
	return web.Show(pictureView(p)), nil
}

// handOutPaper gives her copy as a PDF. It does not say who she is: whoever holds the link could take it.
func (o Options) handOutPaper(r *web.Request) (*web.Answer, error) {
	s, one, _, answer, err := o.own(r)
	if err != nil || answer != nil {
		return answer, err
	}
	file, err := drawn.Paper{Printer: r.Print, Pictures: []picture.Picture{*one}, Made: r.Acts().Now(), Check: drawn.CheckAddress(r), Alone: !s.Earlier,
		Asked: s.Link.Language}.PDF()
	if err != nil {
		return nil, err
	}
	return web.Body(http.StatusOK, "application/pdf", picture.SignPDF(file, o.Notary)).
		Header("Content-Disposition", `attachment; filename="`+one.Form.Definition.Code+`.pdf"`), nil
}

// handOutData gives it as a data file.
func (o Options) handOutData(r *web.Request) (*web.Answer, error) {
	_, one, _, answer, err := o.own(r)
	if err != nil || answer != nil {
		return answer, err
	}
	file, err := picture.SignData(picture.CopyOf([]picture.Picture{*one}, r.Acts().Now()), o.Notary)
	return web.Body(http.StatusOK, "application/json", file).Header("Content-Disposition", `attachment; filename="`+one.Form.Definition.Code+`.json"`), err
}
