package outreachpages

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/outreach"
	"rinnalla/internal/staff"
	"rinnalla/internal/ui"
	"rinnalla/internal/web"
)

func topicRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /topics", Needs: access.ReadPlaces, Act: showTopics},
		{Pattern: "GET /topics/new", Needs: access.KeepTopics, Act: newTopic},
		{Pattern: "POST /topics", Needs: access.KeepTopics, Act: addTopic},
		{Pattern: "POST /topics/order", Needs: access.KeepTopics, Act: moveTopic},
		{Pattern: "POST /topics/defaults", Needs: access.KeepTopics, Act: startTopics},
		{Pattern: "GET /topics/{topic}/edit", Needs: access.KeepTopics, Act: editTopic},
		{Pattern: "POST /topics/{topic}/edit", Needs: access.KeepTopics, Act: changeTopic},
	}
}

// topicsPage is the list of topics, an organisation's own in its order.
type topicsPage struct {
	web.Page
	sections []ui.NavItem
	lists    []topicList
}

type topicList struct {
	organisation staff.Organisation
	topics       []outreach.Topic
	mayKeep      bool
}

func showTopics(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	topics, err := outreach.Topics(tx)
	if err != nil {
		return nil, err
	}
	of, err := organisations(tx, access.ReadPlaces)
	if err != nil {
		return nil, err
	}
	p := topicsPage{Page: r.Page("topic.list_title"), sections: sections(r, "/topics")}
	for _, o := range of {
		l := topicList{organisation: o, mayKeep: r.Actor.May(access.KeepTopics, access.All("topic", o.ID))}
		for _, t := range topics {
			if t.Organisation == o.ID {
				l.topics = append(l.topics, t)
			}
		}
		p.lists = append(p.lists, l)
	}
	return web.Show(topicsView(p)), nil
}

// topicToKeep loads the topic for whoever keeps it, with all topics of its organisation.
func topicToKeep(tx *act.Tx, topic outreach.TopicID) (outreach.Topic, []outreach.Topic, error) {
	all, err := outreach.Topics(tx)
	if err != nil {
		return outreach.Topic{}, nil, err
	}
	i := slices.IndexFunc(all, func(t outreach.Topic) bool { return t.ID == topic })
	if i < 0 {
		return outreach.Topic{}, nil, fault.Missing()
	}
	found := all[i]
	all = slices.DeleteFunc(all, func(t outreach.Topic) bool { return t.Organisation != found.Organisation })
	return found, all, tx.Require(access.KeepTopics, access.Of("topic", found.Organisation, access.UnitID{}, topic))
}

// moveTopic puts a topic at a place of its list. The form names the place and
// not the way, so that pressing twice moves once.
func moveTopic(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	f := r.TypedForm()
	topicID, to := web.FormID[outreach.Topic](f, "topic"), f.Int("to")
	if f.Err() != nil {
		return nil, fault.New(fault.Invalid, "fault.unreadable")
	}
	topic, all, err := topicToKeep(tx, topicID)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(t outreach.Topic) bool { return t.ID == topic.ID })
	all = slices.Insert(all, min(max(to, 0), len(all)), topic)
	for i, t := range all {
		if position := 10 * (i + 1); t.Position != position {
			t.Position = position
			if err := outreach.SaveTopic(tx, t); err != nil {
				return nil, err
			}
		}
	}
	return web.Redirect("/topics").Flash("topic.moved"), nil
}

func startTopics(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	f := r.TypedForm()
	if err := outreach.StartTopics(tx, web.FormID[access.Organisation](f, "organisation")); err != nil {
		return nil, err
	}
	return web.Redirect("/topics").Flash("topic.started"), nil
}

// topicForm is the form of a topic, new or old.
type topicForm struct {
	form
	organisations []staff.Organisation
	action        string
	submit        string
	old           bool
}

func topicFormFor(tx *act.Tx, r *web.Request, old *outreach.Topic) (p topicForm, err error) {
	p.Page, p.action, p.submit = r.Page("topic.new_title"), "/topics", r.Print.T("topic.submit_new")
	if old != nil {
		p.Page = r.Page("topic.edit_title", "topic", old.Name(string(r.Print.Lang())))
		p.action, p.submit, p.old = "/topics/"+old.ID.String()+"/edit", r.Print.T("topic.submit"), true
	}
	p.organisations, err = organisations(tx, access.KeepTopics)
	return p, err
}

func newTopic(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	home := r.Actor.Home()
	if o, err := id.Parse[access.Organisation](r.URL.Query().Get("organisation")); err == nil {
		home = o
	}
	if err := tx.Require(access.KeepTopics, access.All("topic", home)); err != nil {
		return nil, err
	}
	all, err := outreach.Topics(tx)
	if err != nil {
		return nil, err
	}
	last := 0
	for _, t := range all {
		if t.Organisation == home {
			last = max(last, t.Position)
		}
	}
	p, err := topicFormFor(tx, r, nil)
	if err != nil {
		return nil, err
	}
	p.typed = typedTopic(outreach.Topic{ID: id.New[outreach.Topic](), Organisation: home, Position: last + 10, Active: true})
	if err := p.resume(tx, r, "/topics"); err != nil {
		return nil, err
	}
	return web.Show(topicFormView(p)), nil
}

func addTopic(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	topic, err := readTopic(r)
	if err == nil {
		err = outreach.SaveTopic(tx, topic)
	}
	return topicAnswer(tx, r, nil, err)
}

func editTopic(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	topic, err := topicOfPath(tx, r)
	if err != nil {
		return nil, err
	}
	p, err := topicFormFor(tx, r, &topic)
	if err != nil {
		return nil, err
	}
	p.typed = typedTopic(topic)
	if err := p.resume(tx, r, p.action); err != nil {
		return nil, err
	}
	return web.Show(topicFormView(p)), nil
}

func topicOfPath(tx *act.Tx, r *web.Request) (outreach.Topic, error) {
	topicID, err := web.PathID[outreach.Topic](r, "topic")
	if err != nil {
		return outreach.Topic{}, err
	}
	topic, _, err := topicToKeep(tx, topicID)
	return topic, err
}

func changeTopic(tx *act.Tx, r *web.Request) (*web.Answer, error) {
	old, err := topicOfPath(tx, r)
	if err != nil {
		return nil, err
	}
	topic, err := readTopic(r)
	topic.ID, topic.Organisation, topic.Code, topic.Position = old.ID, old.Organisation, old.Code, old.Position
	if err == nil {
		err = outreach.SaveTopic(tx, topic)
	}
	return topicAnswer(tx, r, &old, err)
}

// topicAnswer goes back to the list, or shows the form again with what is wrong.
func topicAnswer(tx *act.Tx, r *web.Request, old *outreach.Topic, err error) (*web.Answer, error) {
	if err == nil {
		return saved(tx, "/topics", "topic.saved", "/topics/new", r.URL.Path)
	}
	if !mendable(err) {
		return nil, err
	}
	p, loadErr := topicFormFor(tx, r, old)
	if loadErr != nil {
		return nil, loadErr
	}
	p.typed, p.errors = r.PostForm, r.Errors(err)
	if fault.Is(err, fault.Stale) && old != nil {
		stands := typedTopic(*old)
		p.changed = p.compare(stands, []shown{
			{"name_fi", "topic.name_fi", nil}, {"name_sv", "topic.name_sv", nil}, {"name_en", "topic.name_en", nil},
			{"name_selko", "topic.name_selko", nil},
			{"active", "topic.active", p.labels([]ui.Option{{Value: "yes", Label: p.T("place.yes")}})},
		})
		p.typed.Set("version", stands.Get("version"))
	}
	return again(topicFormView(p), err)
}

func typedTopic(t outreach.Topic) url.Values {
	v := url.Values{
		"id": {t.ID.String()}, "organisation": {t.Organisation.String()}, "version": {strconv.Itoa(t.Version)},
		"position": {strconv.Itoa(t.Position)}, "name_fi": {t.Fi}, "name_sv": {t.Sv}, "name_en": {t.En}, "name_selko": {t.Selko},
	}
	if t.Active {
		v.Set("active", "yes")
	}
	return v
}

func readTopic(r *web.Request) (outreach.Topic, error) {
	f := r.TypedForm()
	t := outreach.Topic{
		ID: web.FormID[outreach.Topic](f, "id"), Organisation: web.FormID[access.Organisation](f, "organisation"),
		Fi: f.Text("name_fi"), Sv: f.Text("name_sv"), En: f.Text("name_en"), Selko: f.Text("name_selko"),
		Position: f.Int("position"), Version: f.Int("version"), Active: f.Bool("active"),
	}
	if t.ID.IsZero() && f.Err() == nil {
		return t, fault.New(fault.Invalid, "fault.unreadable")
	}
	return t, f.Err()
}

// otherNames are a topic's names in the languages that the reader does not read, where they differ.
func (p topicsPage) otherNames(t outreach.Topic) string {
	shown := t.Name(string(p.Lang()))
	var names []string
	for _, name := range []string{t.Fi, t.Sv, t.En, t.Selko} {
		if name != "" && name != shown && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " · ")
}
