package answerpages

import (
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

func (o Options) showPicture(r *web.Request) (*web.Answer, error) {
	s, one, marks, err := seen(r)
	if fault.Is(err, fault.Conflict) {
		return web.Redirect(href(r, "")), nil
	}
	if err != nil {
		return o.refused(r, err)
	}
	question.Speak(r, s.Link.Language)
	if one == nil {
		return web.Show(messageView(messagePage{Page: plain(r, "answer.picture_title"), Text: r.Print.T("answer.picture_gone")})), nil
	}
	p := picturePage{Page: plain(r, "answer.picture_title"), until: s.Until}
	p.view = drawn.View{Printer: r.Print, Picture: *one, Own: true, Alone: !s.Earlier}
	if marks.Shown {
		p.mark, p.marked = one.Mark()
	}
	if s.Link.Way == outcome.OnKiosk {
		if _, _, tablet := question.Tablet(r); tablet {
			p.back = tabletBack(r)
		}
	}
	return web.Show(pictureView(p)), nil
}
