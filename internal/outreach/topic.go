package outreach

import (
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/fault"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
)

// Topic is something that people talk about. Its code never changes and is what
// statistics of several organisations are added up by.
type Topic struct {
	ID           TopicID
	Organisation access.OrganisationID
	Code         string // made from the name when empty
	// The name in Finnish, Swedish, English and easy Finnish. Finnish must be
	// there; the others fall back to it.
	Fi, Sv, En, Selko string
	Position          int
	Active            bool
	Version           int // what was seen; 0 for a new one
}

// Name is the topic's name in "fi", "sv", "en" or "fi-selko".
func (t Topic) Name(lang string) string {
	name := map[string]string{"sv": t.Sv, "en": t.En, "fi-selko": t.Selko}[lang]
	if name == "" {
		return t.Fi
	}
	return name
}

func (t Topic) subject() access.Subject {
	return access.Of("topic", t.Organisation, access.UnitID{}, t.ID)
}

// Check gives the field faults of a topic.
func (t Topic) Check() error {
	var c fault.Checks
	c.That(strings.TrimSpace(t.Fi) != "", "name_fi", "topic.name.missing")
	for field, name := range map[string]string{"name_fi": t.Fi, "name_sv": t.Sv, "name_en": t.En, "name_selko": t.Selko} {
		c.That(short(name, 100), field, "topic.name.long", "max", 100)
	}
	c.That(t.Position >= 0 && t.Position <= 10_000, "position", "topic.position.outside")
	return c.Err()
}

// The topics that an organisation begins with; it may rename, reorder and switch
// them off as it likes.
var defaultTopics = []Topic{
	{Code: "asuminen", Fi: "Asuminen", Sv: "Boende", En: "Housing", Selko: "Asuminen"},
	{Code: "raha", Fi: "Raha ja toimeentulo", Sv: "Pengar och försörjning", En: "Money and income", Selko: "Raha"},
	{Code: "tyo", Fi: "Työ", Sv: "Arbete", En: "Work", Selko: "Työ"},
	{Code: "opiskelu", Fi: "Opiskelu", Sv: "Studier", En: "Studies", Selko: "Opiskelu"},
	{Code: "terveys", Fi: "Terveys", Sv: "Hälsa", En: "Health", Selko: "Terveys"},
	{Code: "mieli", Fi: "Mielen hyvinvointi", Sv: "Psykiskt välbefinnande", En: "Mental wellbeing", Selko: "Mieli"},
	{Code: "paihteet", Fi: "Päihteet", Sv: "Rusmedel", En: "Alcohol and drugs", Selko: "Päihteet"},
	{Code: "yksinaisyys", Fi: "Yksinäisyys", Sv: "Ensamhet", En: "Loneliness", Selko: "Yksinäisyys"},
	{Code: "perhe", Fi: "Perhe ja läheiset", Sv: "Familj och närstående", En: "Family and close ones", Selko: "Perhe ja läheiset"},
	{Code: "palvelut", Fi: "Palvelut ja etuudet", Sv: "Service och förmåner", En: "Services and benefits", Selko: "Palvelut ja tuet"},
	{Code: "muu", Fi: "Muu", Sv: "Annat", En: "Other", Selko: "Muu asia"},
}

func startTopics(tx *act.Tx, organisation access.OrganisationID) error {
	topics := make([]Topic, len(defaultTopics))
	for i, t := range defaultTopics {
		t.ID, t.Organisation, t.Position, t.Active, t.Version = id.New[Topic](), organisation, 10*(i+1), true, 1
		topics[i] = t
	}
	_, err := insertTopics(tx, topics)
	return err
}

// StartTopics gives an organisation the default topics that it does not have.
// Doing it again changes nothing.
func StartTopics(tx *act.Tx, organisation access.OrganisationID) error {
	if err := tx.Require(access.KeepTopics, access.All("topic", organisation)); err != nil {
		return err
	}
	return startTopics(tx, organisation)
}

// SaveTopic adds a topic (Version 0) or changes the version that was seen. The
// code of an old one stays; a topic is switched off, never removed.
func SaveTopic(tx *act.Tx, t Topic) error {
	if err := tx.Require(access.KeepTopics, t.subject()); err != nil {
		return err
	}
	t.Fi, t.Sv, t.En, t.Selko = tidy(t.Fi), tidy(t.Sv), tidy(t.En), tidy(t.Selko)
	if err := t.Check(); err != nil {
		return err
	}
	if t.Version > 0 {
		changed, err := updateTopic(tx, t)
		if err == nil && !changed {
			err = fault.New(fault.Stale, "fault.stale")
		}
		return err
	}
	if t.Code == "" {
		t.Code = codeOf(t.Fi)
	}
	t.Version = 1
	return addTopic(tx, t)
}

func addTopic(tx *act.Tx, t Topic) error {
	n, err := insertTopics(tx, []Topic{t})
	if err != nil || n == 1 {
		return err
	}
	all, err := listTopics(tx, []access.OrganisationID{t.Organisation})
	if err != nil {
		return err
	}
	for _, old := range all {
		if old == t {
			return nil
		}
		if old.Code == t.Code && old.ID != t.ID {
			return oneFault("name_fi", "topic.name.taken")
		}
	}
	return fault.New(fault.Conflict, "topic.conflict")
}

// codeOf is the name in a–z, 0–9 and hyphens.
func codeOf(name string) string {
	code := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, i18n.Fold(name))
	return strings.Trim(code, "-")
}

// Topics lists the topics of the organisations in which the actor may read
// places, in their order; those switched off too.
func Topics(tx *act.Tx) ([]Topic, error) {
	scope, err := tx.Scope(access.ReadPlaces, "topic")
	if err != nil {
		return nil, err
	}
	return listTopics(tx, scope.Organisations)
}
