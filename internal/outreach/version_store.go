package outreach

import (
	"fmt"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
)

// The columns of a version as they are read and written: those that the caller
// gives, in the order of versionValues, then those that the statement finds itself.
var (
	givenColumns = "stop, no, state, organisation, unit, round, place, day, month, starts, ends, kind, " +
		"present, conversations, clienthoods, " + columnsOf("age_", AgeBands) + ", " + columnsOf("gender_", Genders) + ", " +
		columnsOf("onward_", OnwardCodes) + ", " + columnsOf("f", Marks) + ", onward, feedback, minutes, recorded_by, " +
		"recorded_at, made_at, source, import, correction, reason, heard, heard_folded"
	readColumns = "stop, no, state, organisation, unit, round, place, day, starts, ends, kind, " +
		"present, conversations, clienthoods, " + columnsOf("age_", AgeBands) + ", " + columnsOf("gender_", Genders) + ", " +
		columnsOf("onward_", OnwardCodes) + ", " + columnsOf("f", Marks) + ", minutes, recorded_by, " +
		"recorded_at, made_at, source, import, correction, reason, heard, municipality, rule"
	given = strings.Count(givenColumns, ",") + 1
)

func columnsOf(prefix string, codes []string) string {
	return prefix + strings.Join(codes, ", "+prefix)
}

func versionValues(v Version) []any {
	args := []any{v.ID, v.No, string(v.State), v.Organisation, v.Unit, v.Round, v.Place, v.Day, civil.MonthOf(v.Day),
		v.Start, v.End, v.Kind, v.Present, v.Conversations, v.Clienthoods}
	for _, counts := range [][]int{v.Ages[:], v.Genders[:], v.Onward[:], v.Feedback[:]} {
		for _, n := range counts {
			args = append(args, n)
		}
	}
	return append(args, v.Onward.Sum(), hundredths(v.Feedback), v.Minutes, v.RecordedBy, v.RecordedAt, v.MadeAt,
		string(v.Source), v.Import, v.Correction, v.Reason, v.Heard, i18n.Fold(v.Heard))
}

// hundredths is the mean mark times hundred, rounded: what lists are sorted by.
func hundredths(c ByMark) int { return int(c.Mean()*100 + 0.5) }

// insertVersion writes a version and looks, in the same statement, for all that
// it names: the place (and its municipality), the round, the topics and the
// rule in force. False when one of them is not there or the version already is.
func insertVersion(tx *act.Tx, v Version) (bool, error) {
	args := act.Args{Values: versionValues(v)}
	installation := args.Add(access.Installation)
	where := ""
	if !v.Round.IsZero() {
		where += " AND EXISTS (SELECT 1 FROM outreach_round r WHERE r.id = $6 AND r.organisation = $4 AND r.unit = $5)"
	}
	if len(v.Topics) > 0 {
		where += fmt.Sprintf(" AND (SELECT count(*) FROM outreach_topic t WHERE t.organisation = $4 AND t.id IN %s) = %d",
			act.List(&args, v.Topics), len(v.Topics))
	}
	n, err := tx.Exec("INSERT INTO outreach_version ("+givenColumns+", municipality, rule) SELECT "+
		strings.Trim(act.Values(1, given), "()")+`, p.municipality,
		(SELECT r.id FROM outreach_rule r WHERE r.organisation IN ($4, `+installation+`) AND r.in_force <= $8
			ORDER BY CASE WHEN r.organisation = $4 THEN 0 ELSE 1 END, r.version DESC LIMIT 1)
		FROM outreach_place p WHERE p.id = $7 AND p.organisation = $4`+where+" ON CONFLICT DO NOTHING", args.Values...)
	if err != nil {
		return false, fmt.Errorf("record visit: %w", err)
	}
	if n == 0 {
		return false, nil
	}
	return true, insertLinks(tx, v)
}

func insertLinks(tx *act.Tx, v Version) error {
	args := make([]any, 0, 5*(len(v.Topics)+len(v.Workers)))
	for _, t := range v.Topics {
		args = append(args, v.ID, v.No, "topic", t, v.Day)
	}
	for _, w := range v.Workers {
		args = append(args, v.ID, v.No, "worker", w, v.Day)
	}
	_, err := tx.Exec("INSERT INTO outreach_link (stop, no, kind, other, day) VALUES "+
		act.Values(len(v.Topics)+len(v.Workers), 5), args...)
	return err
}

func replaceVersion(tx *act.Tx, v Version) (bool, error) {
	n, err := tx.Exec("UPDATE outreach_version SET state = 'replaced' WHERE stop = $1 AND no = $2 AND state = 'current'", v.ID, v.No)
	return n == 1, err
}

// findVersions gives all versions of a visit, the newest first.
func findVersions(tx *act.Tx, stop StopID) ([]Version, error) {
	all, err := act.All(tx, scanVersion, "SELECT "+readColumns+" FROM outreach_version WHERE stop = $1 ORDER BY no DESC", stop)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all, readLinks(tx, stop, all)
}

func readLinks(tx *act.Tx, stop StopID, all []Version) error {
	return act.Each(tx, func(s act.Scanner) error {
		var no int
		var kind, other string
		if err := s.Scan(&no, &kind, &other); err != nil {
			return err
		}
		v := &all[len(all)-no]
		if kind == "topic" {
			var t TopicID
			err := t.UnmarshalText([]byte(other))
			v.Topics = append(v.Topics, t)
			return err
		}
		var w access.WorkerID
		err := w.UnmarshalText([]byte(other))
		v.Workers = append(v.Workers, w)
		return err
	}, "SELECT no, kind, other FROM outreach_link WHERE stop = $1 ORDER BY no, kind, other", stop)
}

func scanVersion(s act.Scanner) (v Version, err error) {
	to := []any{&v.ID, &v.No, &v.State, &v.Organisation, &v.Unit, &v.Round, &v.Place, &v.Day, &v.Start, &v.End, &v.Kind,
		&v.Present, &v.Conversations, &v.Clienthoods}
	for _, counts := range [][]int{v.Ages[:], v.Genders[:], v.Onward[:], v.Feedback[:]} {
		for i := range counts {
			to = append(to, &counts[i])
		}
	}
	err = s.Scan(append(to, &v.Minutes, &v.RecordedBy, &v.RecordedAt, &v.MadeAt, &v.Source, &v.Import, &v.Correction,
		&v.Reason, &v.Heard, &v.Municipality, &v.Rule)...)
	return v, err
}

func countTopics(tx *act.Tx, o access.OrganisationID, topics []TopicID) (int, error) {
	a := act.Args{Values: []any{o}}
	n, _, err := act.One(tx, func(s act.Scanner) (n int, err error) { return n, s.Scan(&n) },
		"SELECT count(*) FROM outreach_topic WHERE organisation = $1 AND id IN "+act.List(&a, topics), a.Values...)
	return n, err
}

// tallyLater puts a version into the queue of what the sums by month do not hold yet.
func tallyLater(tx *act.Tx, v Version, sign int) error {
	_, err := tx.Exec("INSERT INTO outreach_untallied (stop, no, sign) VALUES ($1,$2,$3)", v.ID, v.No, sign)
	return err
}
