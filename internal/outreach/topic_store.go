package outreach

import (
	"rinnalla/internal/access"
	"rinnalla/internal/act"
)

const topicColumns = "id, organisation, code, name_fi, name_sv, name_en, name_selko, position, active, version"

func scanTopic(s act.Scanner) (t Topic, err error) {
	err = s.Scan(&t.ID, &t.Organisation, &t.Code, &t.Fi, &t.Sv, &t.En, &t.Selko, &t.Position, &t.Active, &t.Version)
	return t, err
}

// insertTopics tells how many were new.
func insertTopics(tx *act.Tx, topics []Topic) (int64, error) {
	var args []any
	for _, t := range topics {
		args = append(args, t.ID, t.Organisation, t.Code, t.Fi, t.Sv, t.En, t.Selko, t.Position, t.Active, t.Version)
	}
	return tx.Exec("INSERT INTO outreach_topic ("+topicColumns+") VALUES "+act.Values(len(topics), 10)+
		" ON CONFLICT DO NOTHING", args...)
}

func updateTopic(tx *act.Tx, t Topic) (bool, error) {
	n, err := tx.Exec(`UPDATE outreach_topic SET name_fi = $1, name_sv = $2, name_en = $3, name_selko = $4, position = $5,
		active = $6, version = version + 1 WHERE id = $7 AND organisation = $8 AND version = $9`,
		t.Fi, t.Sv, t.En, t.Selko, t.Position, t.Active, t.ID, t.Organisation, t.Version)
	return n == 1, err
}

func listTopics(tx *act.Tx, organisations []access.OrganisationID) ([]Topic, error) {
	var a act.Args
	return act.All(tx, scanTopic, "SELECT "+topicColumns+" FROM outreach_topic WHERE organisation IN "+
		act.List(&a, organisations)+" ORDER BY organisation, position, code", a.Values...)
}

func findTopic(tx *act.Tx, topic TopicID) (Topic, bool, error) {
	return act.One(tx, scanTopic, "SELECT "+topicColumns+" FROM outreach_topic WHERE id = $1", topic)
}
