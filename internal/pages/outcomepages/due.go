package outcomepages

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/pages/reminder"
	"rinnalla/internal/web"
)

func dueRoutes() []web.Route {
	return []web.Route{{Pattern: "GET /planned", Needs: access.RecordMeasurements, Act: showDue}}
}

// duePage is what is planned for the coming quarter, and what is late.
type duePage struct {
	web.Page
	reminders reminder.Reminders
}

// mostDue is how many the page shows.
const mostDue = 200

func showDue(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	p := duePage{Page: r.Page("outcome.plan.due_title")}
	var err error
	p.reminders, err = reminder.Gather(tx, p.Page, reminder.Ahead)
	return web.Show(dueView(p)), err
}
