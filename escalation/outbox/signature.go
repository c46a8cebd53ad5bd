package outbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Tolerance is how far the timestamp of a webhook may lie from the clock of its receiver.
const Tolerance = 5 * time.Minute

// ErrSignature says that a webhook does not come from whom it should, or not now.
var ErrSignature = errors.New("the webhook is not to be trusted")

// secretKey returns the key that a secret stands for.
func secretKey(secret string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || !strings.HasPrefix(secret, "whsec_") || len(key) < 24 {
		return nil, errors.New("is not a secret: write whsec_ and the base64 of at least 24 random bytes")
	}
	return key, nil
}

// signature returns the v1 signature of a webhook.
func signature(key []byte, id, timestamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	return mac.Sum(nil)
}

// sign returns the headers of a webhook.
func sign(secrets []string, id string, now time.Time, body []byte) (http.Header, error) {
	timestamp := strconv.FormatInt(now.Unix(), 10)
	var list []string
	for _, s := range secrets {
		key, err := secretKey(s)
		if err != nil {
			return nil, err
		}
		list = append(list, "v1,"+base64.StdEncoding.EncodeToString(signature(key, id, timestamp, body)))
	}
	header := http.Header{}
	header.Set("Webhook-Id", id)
	header.Set("Webhook-Timestamp", timestamp)
	header.Set("Webhook-Signature", strings.Join(list, " "))
	header.Set("Idempotency-Key", id)
	return header, nil
}

// VerifyWebhook is for receivers: it returns the webhook-id of a webhook whose signature one of the secrets made, and whose
// timestamp lies within tolerance of now, before or after; 0 means [Tolerance]. body is the body as it arrived, byte for byte.
// The error is ErrSignature with the reason, or says which secret is none. The same id is the same notice, however often it
// arrives: [Once] and [Seen] tell it apart.
func VerifyWebhook(secrets []string, header http.Header, body []byte, now time.Time, tolerance time.Duration) (id string, err error) {
	if tolerance == 0 {
		tolerance = Tolerance
	}
	id, timestamp := header.Get("Webhook-Id"), header.Get("Webhook-Timestamp")
	if id == "" || strings.Contains(id, ".") {
		return "", fmt.Errorf("%w: webhook-id is missing, or has a full stop in it", ErrSignature)
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || timestamp != strconv.FormatInt(seconds, 10) {
		return "", fmt.Errorf("%w: webhook-timestamp is not a number of seconds", ErrSignature)
	}
	if off := now.Sub(time.Unix(seconds, 0)).Abs(); off > tolerance {
		return "", fmt.Errorf("%w: webhook-timestamp is off by %v", ErrSignature, off)
	}
	for i, s := range secrets {
		key, err := secretKey(s)
		if err != nil {
			return "", fmt.Errorf("secrets[%d]: %w", i, err)
		}
		if signedBy(signature(key, id, timestamp, body), header.Get("Webhook-Signature")) {
			return id, nil
		}
	}
	return "", fmt.Errorf("%w: no secret made one of its signatures", ErrSignature)
}

// signedBy says whether a list of signatures holds one of version 1 that is want, in a time that does not depend on how much
// of it is right.
func signedBy(want []byte, list string) bool {
	for _, entry := range strings.Fields(list) {
		version, text, _ := strings.Cut(entry, ",")
		got, err := base64.StdEncoding.DecodeString(text)
		if version == "v1" && err == nil && hmac.Equal(got, want) {
			return true
		}
	}
	return false
}
