package escalation

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// Key returns the key of a notice: its parts joined by slashes, in each of which / is written ~1 and ~ is written ~0. Other
// parts give another key. level is from 1, or any other number that counts; generation tells apart what is told more than once.
func Key(ticket, subject string, cycle uint32, level int, target, generation string) string {
	return strings.Join([]string{
		escape(ticket), escape(subject), strconv.FormatUint(uint64(cycle), 10), strconv.Itoa(level), escape(target), escape(generation),
	}, "/")
}

var (
	keyEscaper   = strings.NewReplacer("~", "~0", "/", "~1")
	keyUnescaper = strings.NewReplacer("~1", "/", "~0", "~")
)

func escape(part string) string { return keyEscaper.Replace(part) }

// keyOf says whether a key is that of a notice of a rung.
func (r *Rung) keyOf(key, ticket string) bool {
	parts := strings.Split(key, "/")
	if len(parts) != 6 {
		return false
	}
	generation := keyUnescaper.Replace(parts[5])
	end := strings.LastIndexByte(generation, ':')
	return end >= 0 && generation[:end] == origin(r.Ladder, r.Epoch, r.Since) && parts[0] == escape(ticket) &&
		parts[1] == escape(r.Subject) && parts[2] == strconv.FormatUint(uint64(r.Cycle), 10)
}

// Token returns a text that only who knows secret can make of a key, in hexadecimal digits: who shows it has read the notice.
// An empty secret gives no token.
func Token(secret []byte, key string) string {
	if len(secret) == 0 {
		return ""
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(key))
	return hex.EncodeToString(mac.Sum(nil))
}

// CheckToken says whether token is that of a key, in a time that tells nothing of it. An empty secret refuses every token.
func CheckToken(secret []byte, key, token string) bool {
	return len(secret) > 0 && hmac.Equal([]byte(Token(secret, key)), []byte(token))
}
