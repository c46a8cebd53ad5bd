package language

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/bellhop-sla/bellhop/routing/intake"
)

// sentences are messages as a desk gets them, by language.
var sentences = map[string][]string{
	"en": {"I have forgotten my password and cannot sign in any more", "The printer on the second floor does not work since yesterday", "When will the invoice for last month be corrected?", "Please send somebody who can look at the heating"},
	"de": {"Ich habe mein Passwort vergessen und kann mich nicht mehr anmelden", "Der Drucker im zweiten Stock geht seit gestern nicht mehr", "Wann wird die Rechnung vom letzten Monat berichtigt?", "Bitte schicken Sie jemanden, der nach der Heizung sieht"},
	"fr": {"J'ai oublié mon mot de passe et je ne peux plus me connecter", "L'imprimante du deuxième étage ne fonctionne plus depuis hier", "Quand est-ce que la facture du mois dernier sera corrigée ?", "Envoyez quelqu'un pour regarder le chauffage, s'il vous plaît"},
	"es": {"He olvidado mi contraseña y ya no puedo entrar en mi cuenta", "La impresora del segundo piso no funciona desde ayer", "¿Cuándo van a corregir la factura del mes pasado?", "Por favor, manden a alguien que mire la calefacción"},
	"it": {"Ho dimenticato la mia password e non riesco più ad accedere", "La stampante al secondo piano non funziona da ieri", "Quando sarà corretta la fattura del mese scorso?", "Per favore mandate qualcuno che controlli il riscaldamento"},
	"nl": {"Ik ben mijn wachtwoord vergeten en kan niet meer inloggen", "De printer op de tweede verdieping doet het sinds gisteren niet meer", "Wanneer wordt de factuur van vorige maand verbeterd?", "Stuur alstublieft iemand die naar de verwarming kijkt"},
	"pl": {"Zapomniałem hasła i nie mogę się już zalogować", "Drukarka na drugim piętrze nie działa od wczoraj", "Kiedy faktura za zeszły miesiąc zostanie poprawiona?", "Proszę przysłać kogoś, kto obejrzy ogrzewanie"},
	"uk": {"Я забув свій пароль і більше не можу увійти", "Принтер на другому поверсі не працює з учора"},
	"ja": {"パスワードを忘れてログインできません", "二階のプリンターが昨日から動きません"},
	"el": {"Ξέχασα τον κωδικό μου και δεν μπορώ να συνδεθώ"},
}

var european = []string{"en", "de", "fr", "es", "it", "nl", "pl", "uk", "ja", "el"}

func compiled(t testing.TB, s Spec) *Detector {
	t.Helper()
	d, err := Compile(s)
	require.NoError(t, err)
	return d
}

func TestDetectSentences(t *testing.T) {
	for name, c := range map[string]struct {
		Spec
		right, wrong float64 // the least and the most share
	}{"of all": {Spec{}, 0.75, 0.2}, "of ten": {Spec{Languages: european}, 0.9, 0.05}} {
		t.Run(name, func(t *testing.T) {
			d := compiled(t, c.Spec)
			right, wrong, all := 0, 0, 0
			for code, texts := range sentences {
				for _, text := range texts {
					got := d.Detect(text)
					all++
					switch got {
					case code:
						right++
					case intake.Unknown:
					default:
						wrong++
						t.Logf("%s taken for %s: %s", code, got, text)
					}
				}
			}
			t.Logf("%d of %d right, %d wrong", right, all, wrong)
			require.GreaterOrEqual(t, float64(right), c.right*float64(all))
			require.LessOrEqual(t, float64(wrong), c.wrong*float64(all))
		})
	}
}

// Two words are harder: what matters is that few are wrong.
func TestDetectTwoWords(t *testing.T) {
	for name, spec := range map[string]Spec{"of all": {}, "of ten": {Languages: european}, "of ten, surer": {Languages: european, Least: 0.5}} {
		t.Run(name, func(t *testing.T) {
			d := compiled(t, spec)
			right, wrong, all := 0, 0, 0
			for code, texts := range sentences {
				for _, text := range texts {
					words := strings.Fields(text)
					for i := 1; i < len(words); i++ {
						all++
						switch d.Detect(words[i-1] + " " + words[i]) {
						case code:
							right++
						case intake.Unknown:
						default:
							wrong++
						}
					}
				}
			}
			t.Logf("%d of %d right, %d wrong, the others unknown", right, all, wrong)
			require.Greater(t, right, wrong)
		})
	}
}

func TestDetectUnknown(t *testing.T) {
	all, few := compiled(t, Spec{}), compiled(t, Spec{Languages: []string{"en", "de"}})
	for _, text := range []string{"", "4711", "?!", "\xff\xfe", "🙂"} {
		require.Equal(t, intake.Unknown, all.Detect(text), text)
		require.Equal(t, intake.Unknown, few.Detect(text), text)
	}
	require.Equal(t, "el", all.Detect("Ξέχασα τον κωδικό μου"))
	require.Equal(t, intake.Unknown, few.Detect("Ξέχασα τον κωδικό μου"))
}

func TestCompileRefuses(t *testing.T) {
	_, err := Compile(Spec{Languages: []string{"en", "eng", "en"}, Least: 2})
	require.EqualError(t, err, "languages[1]: unknown language \"eng\"; did you mean \"en\"?\nlanguages[2]: \"en\" stands here already; remove one\nleast: must be above 0 and at most 1, not 2")
	_, err = Compile(Spec{Languages: []string{"en"}})
	require.EqualError(t, err, "languages: holds one, of which every text would be; name two or more, or none")
}

// TestLawDetectingIsTotal: every text has one answer, which is always the same: a code that was asked for, or unknown.
func TestLawDetectingIsTotal(t *testing.T) {
	few := []string{"en", "de", "es", "it"}
	d := compiled(t, Spec{Languages: few, Least: 1e-9})
	word := rapid.SampledFrom([]string{"mi", "tarjeta", "no", "ha", "llegado", "card", "lost", "die", "la", "è", "1"})
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOfN(word, 0, 4), func(w []string) string { return strings.Join(w, " ") })).Draw(t, "text")
		got := d.Detect(text)
		require.Contains(t, append(few, intake.Unknown), got)
		for range 5 {
			require.Equal(t, got, d.Detect(text))
		}
	})
}
