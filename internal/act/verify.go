package act

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/civil"
	"rinnalla/internal/id"
)

// Defect is one thing that is wrong with the use log.
type Defect string

const (
	DefectChanged   Defect = "changed"     // an entry is not what was sealed
	DefectRemoved   Defect = "removed"     // a sealed entry is gone
	DefectAdded     Defect = "added"       // an old entry that no seal knows
	DefectLink      Defect = "link"        // a seal was changed, removed or moved
	DefectTail      Defect = "tail"        // seals that a checkpoint knows are gone
	DefectForged    Defect = "forged"      // a checkpoint that is not signed by a known key
	DefectDisagrees Defect = "disagrees"   // a checkpoint and the seal differ
	DefectDestroyed Defect = "undestroyed" // entries of a destroyed year are still there
)

// Finding says where a defect is.
type Finding struct {
	Defect       Defect
	Organisation access.OrganisationID
	Year         int
	No           int64        // the link, 0 when it concerns the segment
	Entry        id.Of[Entry] // the entry, zero when it concerns the link
}

func (f Finding) String() string {
	s := fmt.Sprintf("%s: organisation %s, year %d", f.Defect, f.Organisation, f.Year)
	if f.No > 0 {
		s += fmt.Sprintf(", seal %d", f.No)
	}
	if !f.Entry.IsZero() {
		s += ", entry " + f.Entry.String()
	}
	return s
}

// Audit is what VerifyLog found. The log is whole when there are no findings.
type Audit struct {
	Segments, Seals, Entries int
	Destroyed                int // segments whose entries were destroyed by rule
	Waiting                  int // entries too young to be sealed
	Unnoted                  int // seals that no checkpoint knows
	// Headless are those of them with which organisations' chains begin, but for single ones, as a program leaves them that is killed:
	// the file of checkpoints that knew them is missing, or its beginning is.
	Headless int
	Findings []Finding
}

// stragglers is how long a committed entry may wait for its seal: a killed
// program seals its last second when it starts again.
const stragglers = 15 * time.Minute

// VerifyLog reads the whole use log and its seals and says what does not fit:
// entries edited, removed, added or moved, seals edited, removed or moved, and
// a tail cut off after a checkpoint was written elsewhere.
func (a *Acts) VerifyLog(ctx context.Context, checkpoints []Checkpoint) (Audit, error) {
	var audit Audit
	err := a.Read(ctx, access.Sealing(), func(tx *Tx) error {
		audit = Audit{}
		if err := tx.Require(access.KeepLog, access.All("use_log", access.Installation)); err != nil {
			return err
		}
		segments, err := sealedSegments(tx)
		if err != nil {
			return err
		}
		heads := map[access.OrganisationID][]tip{}
		sealed := newSealedTable(checkpoints)
		for _, s := range segments {
			v := segmentAudit{tx: tx, audit: &audit, organisation: s.Organisation, year: s.Year, checkpoints: sealed}
			if err := v.run(heads); err != nil {
				return err
			}
		}
		audit.Findings, audit.Headless = append(audit.Findings, sealed.unseen()...), sealed.headless()
		return countOutside(tx, &audit)
	})
	return audit, err
}

// segmentAudit walks one organisation's year.
type segmentAudit struct {
	tx           *Tx
	audit        *Audit
	organisation access.OrganisationID
	year         int
	destroyed    bool
	members      int // sealed entries, each once
	twice        twice
	checkpoints  *sealedTable
}

// tip is where the next link can hang.
type tip struct {
	chain []byte
	at    civil.Instant
}

// overtook tells whether a year's first link was made while the old year was not sealed to its end. At midnight acts are under way whose
// entries have ids of the old year: what is sealed of them comes later in the old year's chain than where the new year hangs. No link that
// is older than a straggler may be passed over.
func overtook(s Seal, before []tip) bool {
	for _, t := range slices.Backward(before) {
		if bytes.Equal(t.chain, s.Previous) {
			return true
		}
		if t.at.Before(s.At.Add(-stragglers)) {
			return false
		}
	}
	return false
}

// recent leaves out tips that were a day old when the newest was made, but for the one before what is left: nothing hangs on those any more.
func recent(tips []tip) []tip {
	day := tips[len(tips)-1].at.Add(-24 * time.Hour)
	for len(tips) > 2 && tips[1].at.Before(day) {
		tips = tips[1:]
	}
	return tips
}

// run leaves in heads where the organisation's next year may hang.
func (v *segmentAudit) run(heads map[access.OrganisationID][]tip) error {
	v.audit.Segments++
	var err error
	if v.destroyed, err = isDestroyed(v.tx, v.organisation, v.year); err != nil {
		return err
	}
	// A note that says so before the year's time excuses nothing.
	v.destroyed = v.destroyed && pastRetention(v.year, v.tx.Today())
	before, next := heads[v.organisation], int64(1)
	if before == nil {
		before = []tip{{chain: make([]byte, 32)}}
	}
	links := slices.Clone(before[len(before)-1:])
	err = eachSeal(v.tx, v.organisation, v.year, func(s Seal) error {
		v.audit.Seals++
		follows := bytes.Equal(s.Previous, links[len(links)-1].chain) || next == 1 && overtook(s, before)
		if s.No != next || !follows || !bytes.Equal(s.Chain, s.link()) || int64(len(s.Members)) != 16*s.Entries {
			v.find(DefectLink, s.No, id.Of[Entry]{})
		}
		noted, findings := v.checkpoints.compare(s)
		if !noted {
			v.audit.Unnoted++
		}
		v.checkpoints.begins(s.Organisation, noted)
		v.audit.Findings = append(v.audit.Findings, findings...)
		links, next = recent(append(links, tip{s.Chain, s.At})), s.No+1
		return v.entries(s)
	})
	heads[v.organisation] = links
	if err != nil {
		return err
	}
	return v.count()
}

func (v *segmentAudit) find(d Defect, no int64, e id.Of[Entry]) {
	v.audit.Findings = append(v.audit.Findings, Finding{d, v.organisation, v.year, no, e})
}

// entries compares the rows with what the seal saw. A root that does not fit
// means that at least one of the seal's rows was changed.
func (v *segmentAudit) entries(s Seal) error {
	if v.destroyed || len(s.Members) < 16 {
		return nil
	}
	members := memberIDs(s.Members)
	rows, err := entriesBetween(v.tx, v.organisation, members[0], members[len(members)-1])
	if err != nil {
		return err
	}
	byID := make(map[id.Of[Entry]]Entry, len(rows))
	for _, e := range rows {
		byID[e.ID] = e
	}
	var hashes [][32]byte
	for _, m := range members {
		e, there := byID[m]
		if !there {
			v.find(DefectRemoved, s.No, m)
			continue
		}
		hashes = append(hashes, e.leaf())
	}
	v.members += v.twice.fresh(s.At, members)
	v.audit.Entries += len(hashes)
	if root := merkle(hashes); len(hashes) == len(members) && !bytes.Equal(root[:], s.Root) {
		v.find(DefectChanged, s.No, members[0])
	}
	return nil
}

func (v *segmentAudit) count() error {
	first, last := yearBounds(v.year)
	n, err := countEntries(v.tx, v.organisation, first, last)
	if err != nil {
		return err
	}
	if v.destroyed {
		v.audit.Destroyed++
		if n > 0 {
			v.find(DefectDestroyed, 0, id.Of[Entry]{})
		}
		return nil
	}
	if n <= v.members {
		return nil
	}
	return v.strangers(first, last)
}

// strangers looks for entries that no seal knows. Young ones only wait for theirs.
func (v *segmentAudit) strangers(first, last id.Of[Entry]) error {
	known := make(map[id.Of[Entry]]bool, v.members)
	err := eachSeal(v.tx, v.organisation, v.year, func(s Seal) error {
		for _, m := range memberIDs(s.Members) {
			known[m] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	return eachEntryID(v.tx, v.organisation, first, last, func(e id.Of[Entry]) {
		if known[e] {
			return
		}
		if young(v.tx, e) {
			v.audit.Waiting++
		} else {
			v.find(DefectAdded, 0, e)
		}
	})
}

// young tells whether an entry may still wait for its seal.
func young(tx *Tx, e id.Of[Entry]) bool { return tx.Now.Time().Sub(e.Time()) < stragglers }

// twice knows the entries of the last seals: a node that starts while another
// seals may take up what that one is sealing.
type twice struct {
	since      civil.Instant
	now, older map[id.Of[Entry]]bool
}

// fresh counts those that no seal within an hour before this one knew.
func (t *twice) fresh(at civil.Instant, members []id.Of[Entry]) (n int) {
	if t.now == nil || at.Sub(t.since) > time.Hour {
		t.since, t.now, t.older = at, map[id.Of[Entry]]bool{}, t.now
	}
	for _, m := range members {
		if !t.now[m] && !t.older[m] {
			n++
		}
		t.now[m] = true
	}
	return n
}

// countOutside looks at entries of segments that have no seal at all.
func countOutside(tx *Tx, audit *Audit) error {
	outside, err := unsealedSegments(tx)
	if err != nil {
		return err
	}
	for _, e := range outside {
		if young(tx, e.ID) {
			audit.Waiting++
		} else {
			audit.Findings = append(audit.Findings, Finding{Defect: DefectAdded, Organisation: e.Organisation, Year: e.year(), Entry: e.ID})
		}
	}
	return nil
}

func memberIDs(packed []byte) []id.Of[Entry] {
	ids := make([]id.Of[Entry], 0, len(packed)/16)
	for i := 0; i+16 <= len(packed); i += 16 {
		ids = append(ids, id.Of[Entry](packed[i:i+16]))
	}
	return ids
}

// yearBounds are the smallest ids of a year in Finland and of the next.
func yearBounds(year int) (first, next id.Of[Entry]) {
	start := func(y int) id.Of[Entry] {
		return id.FirstAt[Entry](civil.Date{Year: y, Month: time.January, Day: 1}.Start().Time())
	}
	return start(year), start(year + 1)
}

// RetentionYears is how long entries of the use log are kept: 12 years from the
// event (703/2023, annex).
const RetentionYears = 12

// pastRetention tells whether all of a year's entries are older than the retention time.
func pastRetention(year int, today civil.Date) bool { return year < today.Year-RetentionYears }

// DestroyLogBefore destroys the entries of all segments whose last entry is
// older than the retention time. The seals stay, so that the chain stands. It
// returns how many entries went.
func DestroyLogBefore(tx *Tx) (int64, error) {
	if err := tx.Require(access.KeepLog, access.All("use_log", access.Installation)); err != nil {
		return 0, err
	}
	segments, err := sealedSegments(tx)
	if err != nil {
		return 0, err
	}
	var total int64
	for _, s := range segments {
		if !pastRetention(s.Year, tx.Today()) {
			continue
		}
		done, err := isDestroyed(tx, s.Organisation, s.Year)
		if err != nil {
			return total, err
		}
		if done {
			continue
		}
		n, err := destroySegment(tx, s.Organisation, s.Year)
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}
