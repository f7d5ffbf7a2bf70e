package outreach

import (
	"fmt"
	"strconv"
	"strings"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/i18n"
	"rinnalla/internal/id"
	"rinnalla/internal/staff"
)

// The columns of a version as they are read and written: those that the caller
// gives, in the order of versionValues, then those that the statement finds itself.
var (
	givenColumns = "stop, no, state, organisation, unit, round, place, day, month, starts, ends, kind, " +
		"present, conversations, clienthoods, " + columnsOf("age_", AgeBands) + ", " + columnsOf("gender_", Genders) + ", " +
		columnsOf("onward_", OnwardCodes) + ", " + columnsOf("f", Marks) + ", onward, feedback, minutes, topics, workers, recorded_by, " +
		"recorded_at, made_at, source, import, correction, reason, heard, heard_folded"
	readColumns = "stop, no, state, organisation, unit, round, place, day, starts, ends, kind, " +
		"present, conversations, clienthoods, " + columnsOf("age_", AgeBands) + ", " + columnsOf("gender_", Genders) + ", " +
		columnsOf("onward_", OnwardCodes) + ", " + columnsOf("f", Marks) + ", minutes, topics, workers, recorded_by, " +
		"recorded_at, made_at, source, import, correction, reason, heard, municipality, rule"
	given = strings.Count(givenColumns, ",") + 1
)

func columnsOf(prefix string, codes []string) string {
	return prefix + strings.Join(codes, ", "+prefix)
}

func versionValues(v Version) []any {
	args := make([]any, 0, given+1+len(v.Topics))
	args = append(args, v.ID, v.No, string(v.State), v.Organisation, v.Unit, v.Round, v.Place, v.Day, civil.MonthOf(v.Day),
		v.Start, v.End, v.Kind, v.Present, v.Conversations, v.Clienthoods)
	for _, counts := range [][]int{v.Ages[:], v.Genders[:], v.Onward[:], v.Feedback[:]} {
		for _, n := range counts {
			args = append(args, n)
		}
	}
	return append(args, v.Onward.Sum(), hundredths(v.Feedback), v.Minutes, listed(v.Topics), listed(v.Workers), v.RecordedBy, v.RecordedAt, v.MadeAt,
		string(v.Source), v.Import, v.Correction, v.Reason, v.Heard, i18n.Fold(v.Heard))
}

// hundredths is the mean mark times hundred, rounded: what lists are sorted by.
func hundredths(c ByMark) int { return int(c.Mean()*100 + 0.5) }

// The version that is given, with the municipality of its place and the rule in
// force on its day: the organisation's own, else the installation's.
var insertGiven = "INSERT INTO outreach_version (" + givenColumns + ", municipality, rule) SELECT " +
	strings.Trim(act.Values(1, given), "()") + fmt.Sprintf(`, p.municipality,
	(SELECT r.id FROM outreach_rule r WHERE r.organisation IN ($4, $%d) AND r.in_force <= $8
		ORDER BY CASE WHEN r.organisation = $4 THEN 0 ELSE 1 END, r.version DESC LIMIT 1)
	FROM outreach_place p WHERE p.id = $7 AND p.organisation = $4`, given+1)

// Without EXISTS for the reason told at [staff.OnRoll].
const withRound = " AND (SELECT 1 FROM outreach_round r WHERE r.id = $6 AND r.organisation = $4 AND r.unit = $5) = 1"

// insertVersion writes a version and looks, in the same statement, for all that
// it names: the place (and its municipality), the round, the topics, the workers
// and the rule in force. False when one of them is not there or the version already is.
// A trigger puts it into the queue of the sums.
func insertVersion(tx *act.Tx, v Version) (bool, error) {
	args := act.Args{Values: append(versionValues(v), access.Installation)}
	query := insertGiven
	if !v.Round.IsZero() {
		query += withRound
	}
	if len(v.Topics) > 0 {
		query += " AND (SELECT count(*) FROM outreach_topic t WHERE t.organisation = $4 AND t.id IN " +
			act.List(&args, v.Topics) + ") = " + strconv.Itoa(len(v.Topics))
	}
	if others := othersNamed(tx.Actor, v); len(others) > 0 {
		query += " AND " + staff.OnRoll(&args, "$4", "$8", tx.Today(), others)
	}
	taken, err := tx.Once(query+" ON CONFLICT DO NOTHING", args.Values...)
	if err != nil {
		return false, fmt.Errorf("record visit: %w", err)
	}
	return taken, nil
}

// listed is a list of ids with a space before and after each, so that
// "% id %" finds one of them.
func listed[T fmt.Stringer](ids []T) string {
	if len(ids) == 0 {
		return ""
	}
	var b strings.Builder
	b.Grow(1 + 37*len(ids))
	b.WriteByte(' ')
	for _, i := range ids {
		b.WriteString(i.String())
		b.WriteByte(' ')
	}
	return b.String()
}

// idList reads what listed wrote.
type idList[T any] struct{ ids *[]id.Of[T] }

func (l idList[T]) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("a list of ids is %T", src)
	}
	for _, word := range strings.Fields(text) {
		one, err := id.Parse[T](word)
		if err != nil {
			return err
		}
		*l.ids = append(*l.ids, one)
	}
	return nil
}

func replaceVersion(tx *act.Tx, v Version) (bool, error) {
	n, err := tx.Exec("UPDATE outreach_version SET state = 'replaced' WHERE stop = $1 AND no = $2 AND state = 'current'", v.ID, v.No)
	return n == 1, err
}

// findVersions gives all versions of a visit, the newest first.
func findVersions(tx *act.Tx, stop StopID) ([]Version, error) {
	return act.All(tx, scanVersion, "SELECT "+readColumns+" FROM outreach_version WHERE stop = $1 ORDER BY no DESC", stop)
}

func scanVersion(s act.Scanner) (v Version, err error) {
	to := []any{&v.ID, &v.No, &v.State, &v.Organisation, &v.Unit, &v.Round, &v.Place, &v.Day, &v.Start, &v.End, &v.Kind,
		&v.Present, &v.Conversations, &v.Clienthoods}
	for _, counts := range [][]int{v.Ages[:], v.Genders[:], v.Onward[:], v.Feedback[:]} {
		for i := range counts {
			to = append(to, &counts[i])
		}
	}
	err = s.Scan(append(to, &v.Minutes, idList[Topic]{&v.Topics}, idList[access.Worker]{&v.Workers}, &v.RecordedBy, &v.RecordedAt, &v.MadeAt, &v.Source, &v.Import, &v.Correction,
		&v.Reason, &v.Heard, &v.Municipality, &v.Rule)...)
	return v, err
}

func countTopics(tx *act.Tx, o access.OrganisationID, topics []TopicID) (int, error) {
	a := act.Args{Values: []any{o}}
	n, _, err := act.One(tx, func(s act.Scanner) (n int, err error) { return n, s.Scan(&n) },
		"SELECT count(*) FROM outreach_topic WHERE organisation = $1 AND id IN "+act.List(&a, topics), a.Values...)
	return n, err
}
