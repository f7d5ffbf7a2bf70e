package credential

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"rinnalla/internal/i18n"
)

//go:embed common_passwords.txt
var commonText string

var commonPasswords = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if word := strings.TrimSpace(line); word != "" && !strings.HasPrefix(word, "#") {
			all[word] = true
		}
	}
	return all
})

// common tells whether a password is one of the commonest, also with digits or
// signs put around it, or a run or repetition of few characters.
func common(password string) bool {
	plain := strings.ToLower(password)
	listed := commonPasswords()
	core := strings.TrimFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) })
	return listed[plain] || core != "" && listed[core] || monotonous(plain)
}

// monotonous finds a short piece repeated ("abcabcabcabc", "aaaaaaaaaaaa") and
// runs along the alphabet, the digits or the keyboard.
func monotonous(s string) bool {
	for size := 1; size <= 4; size++ {
		if len(s) >= 3*size && strings.Repeat(s[:size], len(s)/size+1)[:len(s)] == s {
			return true
		}
	}
	const runs = "abcdefghijklmnopqrstuvwxyz 012345678901234567890123456789 qwertyuiopåasdfghjklöäzxcvbnm"
	return strings.Contains(runs, s) || strings.Contains(runs, reversed(s))
}

func reversed(s string) string {
	runes := []rune(s)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}

// personal tells whether little is left of a password when its owner's name and
// address and the product's name are taken out of it.
func personal(password, name, email string) bool {
	rest := i18n.Fold(password)
	local, domain, _ := strings.Cut(strings.ToLower(email), "@")
	words := append(strings.Fields(i18n.Fold(name)), local, domain, "rinnalla")
	for _, word := range words {
		if len(word) >= 3 {
			rest = strings.ReplaceAll(rest, word, "")
		}
	}
	return len([]rune(rest)) < shortest/2
}
