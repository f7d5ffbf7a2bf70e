package outcome

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"slices"
	"strings"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/client"
	"rinnalla/internal/fault"
	"rinnalla/internal/id"
	"rinnalla/internal/instrument"
	"rinnalla/internal/seal"
)

// LinkID names a personal link.
type LinkID = id.Of[Link]

// LinkState is how far a link is.
//
//i18n:keys outcome.link_state.*
type LinkState string

const (
	LinkOpen     LinkState = "open"
	LinkHandedIn LinkState = "handed_in"
	LinkClosed   LinkState = "closed" // by a worker
	// LinkExpired links are open ones whose time is over. No row says so.
	LinkExpired LinkState = "expired"
	// LinkHeld links are open ones that cannot be answered, for their client no longer agrees to being measured. No row says so either: when
	// she agrees again they are open again.
	LinkHeld LinkState = "held"
)

// How long a link lasts, in days, and a tablet that was handed over.
const (
	LinkLasts   = 14
	longestLink = 60
	kioskLasts  = 2 * time.Hour
	paperLasts  = 365 * 24 * time.Hour
	stillBusy   = 2 * time.Hour
)

const (
	shortestPIN = 4
	longestPIN  = 12

	// What marks of the installation's secret are for.
	purposeLink   = "measurement link"
	purposeReturn = "measurement return code"
	purposePIN    = "measurement tablet pin"
)

// Link is a personal link: whoever holds it may answer one measurement of one client, once, until it expires. A tablet that is handed over
// is one too, and so is a form on paper, which nobody but a worker who may measure the client can key.
type Link struct {
	ID           LinkID // minted by the form: sent twice it is made once
	Client       client.ClientID
	Organisation access.OrganisationID
	Unit         access.UnitID
	Measurement  MeasurementID // what it becomes
	Version      instrument.VersionID
	Moment       MomentID // of the measurement that it stands beside; zero: none
	Occasion     Occasion
	By           AnsweredBy
	Interpreter  bool
	Way          Way             // ByLink, OnKiosk or OnPaper
	Place        string          // where the tablet or the paper is
	Code         string          // that stands on the paper
	Twice        bool            // the paper is keyed by two workers
	KeyedBy      access.WorkerID // the first of them, once she has
	State        LinkState
	MadeBy       access.WorkerID
	MadeAt       civil.Instant
	Expires      civil.Instant
	EndedAt      civil.Instant
	Language     string // in which she answers, as chosen last
	StartedAt    civil.Instant
	TouchedAt    civil.Instant // when she last saved something
	Seconds      int
	Saves        int
}

// StateAt is the link's state at a moment. A link does not expire under the hands of a client who is answering.
func (l Link) StateAt(now civil.Instant) LinkState {
	busy := l.Way == ByLink && !l.TouchedAt.IsZero() && now.Sub(l.TouchedAt) < stillBusy
	if l.State == LinkOpen && !now.Before(l.Expires) && !busy {
		return LinkExpired
	}
	return l.State
}

// StateFor is the state of a link with an instrument's definition and with whether its client agrees to being measured: what can be told of
// it to a worker.
func (l Link) StateFor(now civil.Instant, d instrument.Definition, agreed bool) LinkState {
	state := l.StateAt(now)
	if state == LinkOpen && d.Purpose == instrument.ForMeasuring && !agreed {
		return LinkHeld
	}
	return state
}

// Invitation asks a client to answer by a link of her own, or on a tablet that is handed to her.
type Invitation struct {
	ID       LinkID
	Client   client.ClientID
	Version  instrument.VersionID
	Occasion Occasion
	Moment   MomentID // of the other side's rating that this one stands beside; zero: none
	Days     int      // how long the link lasts; 0: LinkLasts
	Language string   // in which the first page is
	// Way is ByLink, or zero for that; OnKiosk hands a tablet over now, for two hours, to be left by PIN; OnPaper prints a form to be keyed.
	Way         Way
	PIN         string
	Place       string
	By          AnsweredBy // on a tablet or paper: she alone or together; a link is answered by her alone
	Interpreter bool
	Twice       bool // what is keyed from paper is keyed again by somebody else and compared
	// Earlier opens to the link, once she has handed in, what was measured with her before by the same instrument, and a worker's rating
	// of the same moment. Without it a link reaches nothing but its own measurement.
	Earlier bool
}

func (n Invitation) check(f *instrument.Form) error {
	var c fault.Checks
	c.That(!n.ID.IsZero(), "id", "outcome.id.missing")
	c.That(slices.Contains(occasions, n.Occasion), "occasion", "outcome.occasion_missing")
	c.That(n.Days >= 0 && n.Days <= longestLink, "days", "outcome.link_days", "max", longestLink)
	c.That(mayAnswer(f, n.answeredBy()), "version", "outcome.by_not_asked")
	c.That(n.answeredBy() != ByWorker || n.Way == OnPaper, "by", "outcome.by_not_asked")
	c.That(n.Way == ByLink || n.Way == OnKiosk || n.Way == OnPaper, "way", "form.not_an_option")
	c.That(!f.Definition.ScoreOnly, "version", "outcome.link_score_only")
	c.That(slices.Contains(f.Definition.Languages, n.Language), "language", "outcome.language_unknown")
	c.That(n.Place == "" || slices.Contains(Places, n.Place), "place", "form.not_an_option")
	c.That(n.Way != OnKiosk || goodPIN(n.PIN), "pin", "outcome.pin_wrong", "min", shortestPIN, "max", longestPIN)
	return c.Err()
}

func goodPIN(pin string) bool {
	return len(pin) >= shortestPIN && len(pin) <= longestPIN && strings.Trim(pin, "0123456789") == ""
}

func (n Invitation) answeredBy() AnsweredBy {
	if n.Way != ByLink && n.By != "" {
		return n.By
	}
	return ByClient
}

// Invite makes a personal link, once: the same form again changes nothing. The version of the instrument is locked by it, for what she is
// asked must not change while she answers. It takes the client's consent, as Record does.
func Invite(tx *act.Tx, n Invitation) (Link, error) {
	h, err := mayRecord(tx, n.Client, access.RecordMeasurements)
	if err != nil {
		return Link{}, err
	}
	f, err := instrument.Answering(tx, n.Version)
	if err != nil {
		return Link{}, err
	}
	if err := agreed(h, f); err != nil {
		return Link{}, err
	}
	if n.Way == "" {
		n.Way = ByLink
	}
	if err := n.check(f); err != nil {
		return Link{}, err
	}
	if tx.Seals == nil {
		return Link{}, errNoSecrets
	}
	before, found, err := findLink(tx, n.ID)
	if err != nil {
		return Link{}, err
	}
	l := n.link(tx, h)
	if found {
		if !before.sameInvitation(l) {
			return Link{}, conflict()
		}
		return before, nil
	}
	if err := beside(tx, l, f); err != nil {
		return Link{}, err
	}
	var pin []byte
	if n.Way == OnKiosk {
		pin = pinMark(tx, l.ID, n.PIN)
	}
	token := tokenOf(tx.Seals.Mark(purposeLink, l.ID.String()))
	if err := insertLink(tx, l, HashLink(token), pin); err != nil {
		return Link{}, err
	}
	if n.Earlier {
		if err := openEarlier(tx, l.ID); err != nil {
			return Link{}, err
		}
	}
	return l, carryOver(tx, l, h, f)
}

// carryOver lays the goals of before on the sheet of a link on which they are to be assessed.
func carryOver(tx *act.Tx, l Link, h client.Holder, f *instrument.Form) error {
	if l.Occasion == AtStart {
		return nil
	}
	before, found, err := Before(tx, l.Client, f.Instrument)
	if err != nil || !found {
		return err
	}
	a := Carry(f, before.Answers)
	if len(a.Entries) == 0 {
		return nil
	}
	o := opened{Link: l}
	if err := o.seal(h, f, a); err != nil {
		return err
	}
	return updateDraft(tx, o)
}

// errNoSecrets is a fault of whoever opened the acts.
var errNoSecrets = errors.New("outcome: the acts were given no secrets to make links with")

func (n Invitation) link(tx *act.Tx, h client.Holder) Link {
	days := n.Days
	if days == 0 {
		days = LinkLasts
	}
	l := Link{ID: n.ID, Client: n.Client, Organisation: h.Organisation, Unit: h.Unit, Measurement: MeasurementID(id.New[Measurement]()), Version: n.Version,
		Moment: n.Moment, Occasion: n.Occasion, By: n.answeredBy(), Interpreter: n.Interpreter, Way: n.Way, Place: n.Place, State: LinkOpen,
		MadeBy: tx.Actor.ID, MadeAt: tx.Now, Expires: tx.Now.Add(time.Duration(days) * 24 * time.Hour), Language: n.Language}
	switch n.Way {
	case OnKiosk:
		l.Expires = tx.Now.Add(kioskLasts)
	case OnPaper:
		l.Expires, l.Code, l.Twice = tx.Now.Add(paperLasts), PaperCode(n.ID), n.Twice
	}
	return l
}

func (l Link) sameInvitation(o Link) bool {
	return l.Client == o.Client && l.Version == o.Version && l.Occasion == o.Occasion && l.Moment == o.Moment && l.Way == o.Way && l.By == o.By &&
		l.Interpreter == o.Interpreter && l.Place == o.Place
}

// beside judges the moment that a link is to stand beside, as placed does.
func beside(tx *act.Tx, l Link, f *instrument.Form) error {
	if l.Moment.IsZero() {
		return nil
	}
	first, found, err := findCurrent(tx, MeasurementID(l.Moment))
	if err == nil && (!found || first.Client != l.Client || first.Instrument != f.Instrument || (first.By == ByWorker) == (l.By == ByWorker)) {
		err = oneFault("moment", "outcome.moment_other")
	}
	return err
}

// tokenOf writes the 128 bits of a mark as the secret of a link: 26 letters and digits.
func tokenOf(mark []byte) string { return tokenSigns.EncodeToString(mark) }

var tokenSigns = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// HashLink is what a link's secret is kept as, and what a respondent is known by. The secret is random enough that a plain hash will do.
func HashLink(token string) access.LinkHash { return sha256.Sum256([]byte(token)) }

// Token is the secret of an open link, for those who may give it to the client: it follows from the link's id and the installation's
// secret, so that it can be shown again without being kept. A link that is no longer open is a conflict.
func Token(tx *act.Tx, link LinkID) (Link, string, error) {
	l, _, err := mayLink(tx, link)
	if err != nil {
		return l, "", err
	}
	if l.StateAt(tx.Now) != LinkOpen || l.Way == OnPaper {
		return l, "", fault.New(fault.Conflict, "outcome.link_over")
	}
	hash, err := hashOf(tx, link)
	if err != nil {
		return l, "", err
	}
	for _, mark := range tx.Seals.Marks(purposeLink, link.String()) {
		if token := tokenOf(mark); HashLink(token) == hash {
			return l, token, nil
		}
	}
	return l, "", seal.ErrForeign
}

// mayLink asks for a link by its client.
func mayLink(tx *act.Tx, link LinkID) (Link, client.Holder, error) {
	l, found, err := findLink(tx, link)
	if err != nil {
		return l, client.Holder{}, err
	}
	var h client.Holder
	if found {
		if h, err = client.Hold(tx, l.Client, client.Measuring); err != nil {
			return l, h, err
		}
	}
	if err := tx.Require(access.RecordMeasurements, h.Subject(noun)); err != nil {
		return Link{}, h, err
	}
	if !found {
		return l, h, fault.Missing()
	}
	return l, h, nil
}

// FindLink reads a link, for those who may measure its client.
func FindLink(tx *act.Tx, link LinkID) (Link, error) {
	l, _, err := mayLink(tx, link)
	return l, err
}

// LinksOf lists the links of a client, the newest first. What she has answered and not handed in is not in it.
func LinksOf(tx *act.Tx, c client.ClientID) ([]Link, error) {
	h, err := client.Hold(tx, c, client.Measuring)
	if err != nil {
		return nil, err
	}
	if err := tx.Require(h.Reading(access.ReadMeasurements), h.Subject(noun)); err != nil {
		return nil, err
	}
	ids, err := client.Same(tx, c)
	if err != nil {
		return nil, err
	}
	return linksOf(tx, ids)
}

// Close ends an open link; what was answered and not handed in goes. By one that was handed in nothing is to be seen any more; one that has
// ended otherwise is left as it is.
func Close(tx *act.Tx, link LinkID) error {
	l, _, err := mayLink(tx, link)
	if err == nil && l.State == LinkHandedIn {
		return hide(tx, link)
	}
	if err != nil || l.State != LinkOpen {
		return err
	}
	return closeLink(tx, link)
}
