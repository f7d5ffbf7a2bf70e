package outcome

import (
	"crypto/rand"
	"strings"
	"time"

	"rinnalla/internal/access"
	"rinnalla/internal/act"
	"rinnalla/internal/civil"
	"rinnalla/internal/credential"
	"rinnalla/internal/fault"
)

// A return code is what a client writes down when she stops: short enough to be read aloud, and with the installation's secret it opens
// her link as its own secret does. 24 signs that are not mistaken for each other, without vowels, nine of them: some 41 bits, which nobody
// guesses through the throttle.
const (
	codeSigns  = "2346789BCDFGHJKMPQRTVWXY"
	codeLength = 9
)

func newCode() string {
	b := make([]byte, codeLength)
	for i := 0; i < len(b); {
		var one [1]byte
		if _, err := rand.Read(one[:]); err != nil {
			panic(err) // crypto/rand does not fail on any supported system
		}
		if n := int(one[0]); n < 256/len(codeSigns)*len(codeSigns) {
			b[i] = codeSigns[n%len(codeSigns)]
			i++
		}
	}
	return string(b)
}

// CodeText is a return code as it is shown: "K3T-R9M-Q2X".
func CodeText(code string) string {
	var parts []string
	for ; len(code) > 3; code = code[3:] {
		parts = append(parts, code[:3])
	}
	return strings.Join(append(parts, code), "-")
}

// foldCode makes codes equal however they are typed; false when it can be none.
func foldCode(typed string) (string, bool) {
	code := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -–.", r) {
			return -1
		}
		return r
	}, strings.ToUpper(typed))
	return code, len(code) == codeLength && strings.Trim(code, codeSigns) == ""
}

// Stop gives the respondent a code by which she comes back to what she has saved, on any device. An earlier code is void.
func Stop(tx *act.Tx) (code string, err error) {
	o, _, _, err := openLink(tx)
	if err != nil {
		return "", err
	}
	if o.State == LinkHandedIn {
		return "", fault.New(fault.Conflict, "outcome.handed_in")
	}
	code = newCode()
	if err := setReturn(tx, o.ID, HashLink(tokenOf(tx.Seals.Mark(purposeReturn, code)))); err != nil || o.Way != OnKiosk {
		return CodeText(code), err
	}
	// What the tablet remembers opens nothing any more.
	return CodeText(code), takeOffTablet(tx, o.ID, HashLink(rand.Text()), tx.Now.Add(LinkLasts*24*time.Hour))
}

// Return is the secret of the link that a return code opens. address is where it was typed: from one address not many codes are tried.
// Whether a code is right is told by opening the sheet with its secret.
func Return(tx *act.Tx, typed, address string) (token string, err error) {
	if err := tx.Require(access.Public, access.Subject{Kind: noun}); err != nil {
		return "", err
	}
	if err := countTry(tx, perAddress, address); err != nil {
		return "", err
	}
	code, ok := foldCode(typed)
	if !ok {
		return "", nil
	}
	for _, mark := range tx.Seals.Marks(purposeReturn, code) {
		token = tokenOf(mark)
		l, found, err := linkByHash(tx, HashLink(token))
		if err != nil {
			return "", err
		}
		if found && l.StateAt(tx.Now) == LinkOpen {
			return token, forgive(tx, perAddress, address)
		}
	}
	return "", nil
}

// Missed counts an address against somebody who came with a link that there is not. It returns what to tell: that there is none, or to
// wait.
func Missed(tx *act.Tx, address string) error {
	if err := tx.Require(access.Public, access.Subject{Kind: noun}); err != nil {
		return err
	}
	return countTry(tx, perAddress, address)
}

// perAddress lets a whole office behind one router mistype a little. perTablet is of the PIN of a tablet.
var (
	perAddress = credential.Limit{Kind: "address", Free: 20}
	perTablet  = credential.Limit{Kind: "tablet", Free: 5}
)

// triesForgotten is how long after the last try the count begins anew.
const triesForgotten = time.Hour

// throttle is the state of one key.
type throttle struct {
	tries int64
	last  civil.Instant
	open  civil.Instant // before this moment nothing is tried
}

func throttleKey(tx *act.Tx, l credential.Limit, value string) []byte {
	return tx.Seals.Mark("measurement throttle", l.Kind+"\x00"+value)
}

// countTry counts a try before it is judged, so that many at once cannot slip through; a good one is forgiven afterwards.
func countTry(tx *act.Tx, l credential.Limit, value string) error {
	if tx.Seals == nil {
		return errNoSecrets
	}
	key := throttleKey(tx, l, value)
	t, err := throttleOf(tx, key)
	if err != nil {
		return err
	}
	if tx.Now.Before(t.open) {
		minutes := max(1, int((t.open.Sub(tx.Now)+time.Minute-1)/time.Minute))
		return fault.New(fault.Forbidden, "outcome.wait", "count", minutes)
	}
	if tx.Now.Sub(t.last) >= triesForgotten {
		t.tries = 0
	}
	t.tries++
	t.last, t.open = tx.Now, tx.Now.Add(l.Wait(t.tries))
	return putThrottle(tx, key, t)
}

// forgive takes a good try back.
func forgive(tx *act.Tx, l credential.Limit, value string) error {
	key := throttleKey(tx, l, value)
	t, err := throttleOf(tx, key)
	if err != nil || t.tries == 0 {
		return err
	}
	t.tries, t.open = t.tries-1, tx.Now
	return putThrottle(tx, key, t)
}
