package client

import (
	"cmp"
	"slices"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
)

// ConsentKind is what a client is asked about.
type ConsentKind string

const (
	// Informed: she has been told what is kept about her, why, and what her rights are (703/2023 section 68; GDPR 13). No consent, but a
	// record that it was done; taking it back means that it has to be done again.
	Informed ConsentKind = "informed"
	// Measuring: her situation is measured with her.
	Measuring ConsentKind = "measuring"
	// Research: what is kept about her may be used in research, without her name.
	Research ConsentKind = "research"
	// Quotation: her words may be quoted, without her name.
	Quotation ConsentKind = "quotation"
	// ContactLater: she may be asked afterwards how she is doing, also when she is no longer a client.
	ContactLater ConsentKind = "contact"
)

// ConsentKinds are all there are, in the order in which they are asked.
func ConsentKinds() []ConsentKind {
	return []ConsentKind{Informed, Measuring, Research, Quotation, ContactLater}
}

// ConsentState is what was said.
type ConsentState string

const (
	Given     ConsentState = "given"
	Withdrawn ConsentState = "withdrawn"
	// Refused: she was asked and said no; she is not asked again as if she never had been.
	Refused ConsentState = "refused"
)

// ConsentStates are all there are.
func ConsentStates() []ConsentState { return []ConsentState{Given, Withdrawn, Refused} }

// The closed lists of who said it and how.
var (
	GivenBy     = []string{"client", "representative"}
	ConsentWays = []string{"spoken", "written", "digital"}
)

// Consent is what a client said about one thing on one day. Nothing is ever changed in it: the next one says what holds from then on.
type Consent struct {
	ID         ConsentID // minted by the form: sent twice it is recorded once
	Client     ClientID
	Kind       ConsentKind
	State      ConsentState
	Day        civil.Date // on which she said it
	By         string     // one of GivenBy
	Way        string     // one of ConsentWays
	Note       string
	RecordedBy access.WorkerID
	RecordedAt civil.Instant
}

// Check gives the field faults of a consent.
func (k Consent) Check(today civil.Date) error {
	var c fault.Checks
	c.That(!k.ID.IsZero(), "id", "client.id.missing")
	c.That(slices.Contains(ConsentKinds(), k.Kind), "kind", "form.not_an_option")
	c.That(slices.Contains(ConsentStates(), k.State), "state", "form.not_an_option")
	c.That(!k.Day.IsZero(), "day", "client.consent.day_missing")
	c.That(!k.Day.After(today), "day", "client.consent.day_future")
	c.That(slices.Contains(GivenBy, k.By), "by", "form.not_an_option")
	c.That(slices.Contains(ConsentWays, k.Way), "way", "form.not_an_option")
	c.That(short(k.Note, longestNote), "note", "client.note.long", "max", longestNote)
	return c.Err()
}

// RecordConsent puts on record what a client said. Giving and withdrawing are the same act and take the same. The same again is fine,
// another under the same id a conflict.
func RecordConsent(tx *act.Tx, k Consent) error {
	r, _, err := mayKeep(tx, k.Client)
	if err != nil {
		return err
	}
	if err := k.Check(tx.Today()); err != nil {
		return err
	}
	key, err := r.key(tx)
	if err != nil {
		return err
	}
	note, err := key.Seal(k.Note, place("client_consent.note", k.Client, k.ID))
	if err != nil {
		return err
	}
	k.RecordedBy, k.RecordedAt = tx.Actor.ID, tx.Now
	if made, err := insertConsent(tx, k, note); err != nil || made {
		return err
	}
	before, note, found, err := findConsent(tx, k.ID)
	if err != nil {
		return err
	}
	if found && before.Client == k.Client {
		before.Note, err = key.Open(note, place("client_consent.note", k.Client, k.ID))
		k.RecordedBy, k.RecordedAt = before.RecordedBy, before.RecordedAt
	}
	if err == nil && before != k {
		err = conflict()
	}
	return err
}

// Consents are what a client has said, with what those said whose records were joined to hers, the newest first.
type Consents []Consent

// ConsentsOf lists all that a client has said.
func ConsentsOf(tx *act.Tx, c ClientID) (Consents, error) { return readConsents(tx, c, consentsOf) }

// ConsentsInForce lists what a client has said last about each thing.
func ConsentsInForce(tx *act.Tx, c ClientID) (Consents, error) {
	return readConsents(tx, c, newestConsents)
}

func readConsents(tx *act.Tx, c ClientID, of func(*act.Tx, record) ([]Consent, error)) (Consents, error) {
	r, err := mayRead(tx, c)
	if err != nil {
		return nil, err
	}
	own, _, err := findRecord(tx, r.root())
	if err != nil {
		return nil, err
	}
	with, err := joined(tx, own.id)
	if err != nil {
		return nil, err
	}
	var all Consents
	for _, one := range append(with, own) {
		some, err := of(tx, one)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortStableFunc(all, func(a, b Consent) int {
		return cmp.Or(b.Day.Compare(a.Day), b.RecordedAt.Compare(a.RecordedAt))
	})
	return all, nil
}

// InForce is what she said last about one thing; a zero Consent when she was never asked.
func (all Consents) InForce(kind ConsentKind) Consent {
	for _, k := range all {
		if k.Kind == kind {
			return k
		}
	}
	return Consent{}
}

// Allows tells whether she has agreed to a thing and not taken it back. Who was never asked has not agreed.
func (all Consents) Allows(kind ConsentKind) bool { return all.InForce(kind).State == Given }

// Follows are the codes of what changes when a client says yes, takes it back or says no, in the order in which a page tells it. Their
// texts stand in the catalogues: "client.follows.measuring_stops". What is told here is what Allows makes others do.
func Follows(kind ConsentKind, state ConsentState) []string {
	if state == Given {
		return map[ConsentKind][]string{
			Informed: {"informed_done"}, Measuring: {"measuring_begins"}, Research: {"research_begins"},
			Quotation: {"quotation_begins"}, ContactLater: {"contact_begins"},
		}[kind]
	}
	return map[ConsentKind][]string{
		Informed:     {"informed_again"},
		Measuring:    {"measuring_stops", "measuring_links", "measuring_kept", "service_same"},
		Research:     {"research_stops", "research_published", "service_same"},
		Quotation:    {"quotation_stops", "quotation_published", "service_same"},
		ContactLater: {"contact_stops", "service_same"},
	}[kind]
}
