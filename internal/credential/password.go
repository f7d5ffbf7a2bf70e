package credential

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"

	"rinnalla/internal/fault"
)

// Cost is what one password hash takes: argon2id (RFC 9106).
type Cost struct {
	Memory uint32 // KiB
	Passes uint32
	Lanes  uint8
}

// Standard is the cost for production: 19 MiB, two passes, one lane, as in the
// OWASP password storage recommendations.
var Standard = Cost{Memory: 19 * 1024, Passes: 2, Lanes: 1}

// bearable keeps a damaged row from taking all memory, or a panic.
func (c Cost) bearable() bool {
	return c.Memory <= 1<<20 && c.Passes >= 1 && c.Passes <= 10 && c.Lanes >= 1
}

const (
	saltBytes       = 16
	hashBytes       = 32
	shortest        = 12
	longestPassword = 1000 // bytes; more is work without gain
)

// Hash hashes a new password. It takes tens of milliseconds, so it is done
// before an act is opened, never in it.
func (k *Keys) Hash(ctx context.Context, password string) (string, error) {
	if err := k.enter(ctx); err != nil {
		return "", err
	}
	defer k.leave()
	return hashWith(k.cost, randomBytes(saltBytes), password), nil
}

// Verify compares a password with a hash; without a hash it works as long and
// says no, so that the answer's time does not tell whether there is an account.
func (k *Keys) Verify(ctx context.Context, password, hash string) (bool, error) {
	if err := k.enter(ctx); err != nil {
		return false, err
	}
	defer k.leave()
	if len(password) > longestPassword {
		password, hash = "", ""
	}
	if hash == "" {
		_, err := matches(password, k.dummy)
		return false, err
	}
	return matches(password, hash)
}

func (k *Keys) enter(ctx context.Context) error {
	select {
	case k.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// leave tidies up first: a hash leaves as much memory behind as the rest of the
// program holds, and a morning's sign-ins would heap it up.
func (k *Keys) leave() {
	if k.cost.Memory >= heavyMemory {
		runtime.GC()
	}
	<-k.slots
}

// heavyMemory is what a hash must take to be worth tidying after, in KiB.
const heavyMemory = 8 << 10

// hashWith gives the PHC string form: $argon2id$v=19$m=19456,t=2,p=1$salt$hash.
func hashWith(c Cost, salt []byte, password string) string {
	key := argon2.IDKey([]byte(password), salt, c.Passes, c.Memory, c.Lanes, hashBytes)
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Passes, c.Lanes, b64(salt), b64(key))
}

func matches(password, phc string) (bool, error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, fmt.Errorf("credential: a password hash of an unknown kind")
	}
	var c Cost
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Passes, &c.Lanes); err != nil {
		return false, fmt.Errorf("credential: read a password hash: %w", err)
	}
	if !c.bearable() {
		return false, fmt.Errorf("credential: a password hash of unbearable cost %+v", c)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("credential: read a password hash: %w", err)
	}
	return subtle.ConstantTimeCompare([]byte(hashWith(c, salt, password)), []byte(phc)) == 1, nil
}

// CheckPassword judges a new password (ASVS 5.0 V6.2): at least 12 characters,
// not one of the commonest, not its owner's name or address. Nothing else is
// asked of it.
func CheckPassword(password, name, email string) error {
	var c fault.Checks
	long := len([]rune(password)) >= shortest
	c.That(long, "password", "staff.password_short", "least", shortest)
	c.That(len(password) <= longestPassword, "password", "staff.password_long", "most", longestPassword)
	c.That(!long || !common(password), "password", "staff.password_common")
	c.That(!long || !personal(password, name, email), "password", "staff.password_personal")
	return c.Err()
}
