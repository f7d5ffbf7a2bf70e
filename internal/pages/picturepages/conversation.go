package picturepages

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/pages/drawn"
	"rinnalla/internal/picture"
	"rinnalla/internal/web"
)

func conversationRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /clients/{client}/picture/conversation", Needs: access.ReadMeasurements, Or: access.ReadBehindGlass, Act: showConversation},
	}
}

// conversationPage is what a worker reads a conversation from, instrument by instrument: strengths first, then where views part, then the
// biggest changes, and questions to ask.
type conversationPage struct {
	gathered
	parts    []conversationPart
	services services
}

type conversationPart struct {
	drawn.View
	mark   picture.Mark
	marked bool
}

// mostMoved is how many changes, and how many parted views, a conversation begins with.
const mostMoved = 3

func showConversation(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	g, to, err := gather(tx, r, "picture.conversation", "conversation")
	if err != nil || to != nil {
		return to, err
	}
	p := conversationPage{gathered: g}
	for _, one := range g.all {
		part := conversationPart{View: drawn.View{Printer: g.Printer, Picture: one}}
		if g.marks.Shown {
			part.mark, part.marked = one.Mark()
		}
		p.parts = append(p.parts, part)
	}
	p.services, err = near(tx, g.client)
	return web.Show(conversationView(p)), err
}
