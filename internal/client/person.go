package client

import (
	"crypto/sha256"
	"errors"
	"net/mail"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rinnalla/internal/area"
	"rinnalla/internal/civil"
	"rinnalla/internal/fault"
	"rinnalla/internal/identity"
)

// Limits of texts, in characters.
const (
	longestName    = 100
	longestAddress = 300
	longestNote    = 2_000
	longestNumber  = 20
)

// firstYear is the earliest year in which a client can be born: the oldest that the register knows is 120 years old, or so.
const firstYear = 1900

// Languages are those that are offered for choice, as ISO 639 codes; "other" is any other. Their names stand in the catalogues.
var Languages = []string{"fi", "sv", "se", "en", "ru", "et", "ar", "so", "ckb", "fa", "ps", "uk", "tr", "sq", "vi", "th", "zh", "es", "fr", "pt",
	"de", "pl", "ro", "rom", "fse", "other"}

// Person is what is known of a client, as one version tells it. Nothing but a name is needed. Gender is not among it: it is not asked
// for, and never read from a code.
type Person struct {
	Family   string // one of Family and Given is there
	Given    string
	Identity identity.Code // zero: unknown or not told
	// Born is the birth day; zero when only the year, or nothing, is known. With a code it is the code's.
	Born         civil.Date
	BirthYear    int    // 0: unknown
	Municipality string // the home municipality's code; empty: unknown or none
	Language     string // one of Languages, or empty
	Interpreter  bool   // she needs an interpreter
	// NonDisclosure is an order of non-disclosure for personal safety (turvakielto): contact, address and home municipality are for
	// those who need them for the work with her, and for nobody else.
	NonDisclosure bool
	Phone         string
	Email         string
	Address       string
	Note          string // what to know before getting in touch
}

// Name is the person's name as it is said: given names, then family name.
func (p Person) Name() string { return strings.TrimSpace(p.Given + " " + p.Family) }

// Listed is the name as it stands in lists: family name first.
func (p Person) Listed() string {
	if p.Family == "" || p.Given == "" {
		return p.Family + p.Given
	}
	return p.Family + ", " + p.Given
}

// tidied makes equal what is written differently and means the same.
func (p Person) tidied() Person {
	for _, text := range []*string{&p.Family, &p.Given, &p.Municipality, &p.Language, &p.Phone, &p.Email} {
		*text = strings.Join(strings.Fields(unreadable.Replace(*text)), " ")
	}
	p.Address, p.Note = strings.TrimSpace(unreadable.Replace(p.Address)), strings.TrimSpace(unreadable.Replace(p.Note))
	if born := p.Identity.BirthDate(); !born.IsZero() && p.Born.IsZero() {
		p.Born = born
	}
	if !p.Born.IsZero() && p.BirthYear == 0 {
		p.BirthYear = p.Born.Year
	}
	return p
}

// unreadable is what no database takes as text.
var unreadable = strings.NewReplacer("\r\n", "\n", "\x00", "\uFFFD")

// Check gives the field faults of what is known of a person.
func (p Person) Check(today civil.Date) error {
	var c fault.Checks
	p = p.tidied()
	c.That(p.Family != "" || p.Given != "", "family", "client.name.missing")
	c.That(short(p.Family, longestName), "family", "client.name.long", "max", longestName)
	c.That(short(p.Given, longestName), "given", "client.name.long", "max", longestName)
	c.That(p.Identity.IsZero() || p.Born == p.Identity.BirthDate(), "born", "client.born.not_code")
	c.That(!p.Born.After(today), "born", "client.born.future")
	c.That(p.Born.IsZero() || p.Born.Year >= firstYear, "born", "client.birth_year.outside")
	c.That(!p.Born.IsZero() || p.BirthYear == 0 || p.BirthYear >= firstYear && p.BirthYear <= today.Year, "birth_year", "client.birth_year.outside")
	c.That(p.Born.IsZero() || p.BirthYear == p.Born.Year, "birth_year", "client.birth_year.not_born")
	_, known := area.On(today).Municipality(p.Municipality)
	c.That(p.Municipality == "" || known, "municipality", "client.municipality.unknown")
	c.That(p.Language == "" || slices.Contains(Languages, p.Language), "language", "form.not_an_option")
	c.That(p.Phone == "" || isPhone(p.Phone), "phone", "client.phone.wrong")
	c.That(p.Email == "" || isEmail(p.Email), "email", "client.email.wrong")
	c.That(short(p.Address, longestAddress), "address", "client.address.long", "max", longestAddress)
	c.That(short(p.Note, longestNote), "note", "client.note.long", "max", longestNote)
	return c.Err()
}

func short(text string, most int) bool { return utf8.RuneCountInString(text) <= most }

func isPhone(text string) bool {
	digits := 0
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("+-() ", r):
			return false
		}
	}
	return digits >= 4 && digits <= 20
}

func isEmail(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text && len(text) <= 254
}

// withoutContact takes out what a non-disclosure order protects.
func (p Person) withoutContact() Person {
	p.Phone, p.Email, p.Address, p.Municipality = "", "", "", ""
	return p
}

// numberAlphabet are signs that are not mistaken for each other, without vowels, so that no number is a word.
const numberAlphabet = "2346789BCDFGHJKMPQRTVWXY"

// NumberOf is the number that a client gets when nobody gives her another: it goes by her id, so that the same form sent twice means the
// same number, and tells nothing, not even when it was given.
func NumberOf(c ClientID) string {
	sum := sha256.Sum256(append([]byte("client number/"), c[:]...))
	b := make([]byte, 8)
	for i := range b {
		b[i] = numberAlphabet[int(sum[i])%len(numberAlphabet)]
	}
	return string(b[:4]) + "-" + string(b[4:])
}

// foldNumber makes numbers comparable however they are typed.
func foldNumber(number string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, number)
}

// CodeProblem is the message key of why a text is no identity code, by what identity.Parse says of it: its form, its day or its check
// character.
func CodeProblem(err error) string {
	switch {
	case errors.Is(err, identity.ErrDate):
		return "client.identity.date"
	case errors.Is(err, identity.ErrCheck):
		return "client.identity.check"
	}
	return "client.identity.form"
}

// checkNumber refuses a number that is somebody's identity code.
func checkNumber(c *fault.Checks, number string) {
	c.That(foldNumber(number) != "" && short(number, longestNumber), "number", "client.number.wrong", "max", longestNumber)
	_, err := identity.Parse(number)
	c.That(err != nil, "number", "client.number.is_code")
}
