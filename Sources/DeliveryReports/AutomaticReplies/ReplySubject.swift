/// The words with which vacation notices of common programs begin their subjects.
enum ReplySubject {
    /// Whether a subject begins with such words.
    ///
    /// An answer to one begins with `Re:` and is none itself.
    static func isReply(_ subject: String) -> Bool {
        let text = subject.lowercased()
        return beginnings.contains { beginning in
            guard text.hasPrefix(beginning) else { return false }
            // A word ends where the next is no letter, but for scripts that do not part words.
            guard let next = text.dropFirst(beginning.count).first, let last = beginning.unicodeScalars.last else {
                return true
            }
            return !next.isLetter || last.value >= 0x3000
        }
    }

    private static let beginnings = [
        // English
        "automatic reply", "automatic response", "automated reply", "automated response", "auto reply", "auto-reply",
        "autoreply", "auto response", "auto-response", "autoresponse", "auto responder", "auto-responder",
        "autorespond",
        "[auto-reply]", "[auto reply]", "out of office", "out of the office", "out-of-office", "ooo:", "ooo -",
        "away from my mail", "away from the office", "away until", "on vacation", "vacation reply", "vacation notice",
        "i am out of the office", "i'm out of the office", "i am away", "currently out of office",
        // German
        "automatische antwort", "abwesenheitsnotiz", "abwesenheitsnachricht", "abwesenheitsmeldung",
        "abwesenheitsassistent", "abwesend", "nicht im büro", "abwesenheit:",
        // French
        "réponse automatique", "reponse automatique", "absence du bureau", "message d'absence", "absent du bureau",
        "en congé",
        // Spanish, Catalan
        "respuesta automática", "respuesta automatica", "fuera de la oficina", "fuera de oficina", "mensaje automático",
        "resposta automàtica",
        // Portuguese
        "resposta automática", "resposta automatica", "ausência temporária", "fora do escritório",
        "ausência do escritório",
        // Italian
        "risposta automatica", "fuori ufficio", "fuori sede", "assente dall'ufficio", "risponditore automatico",
        // Dutch
        "automatisch antwoord", "automatische beantwoording", "afwezigheidsbericht", "afwezig", "niet aanwezig",
        // Danish, Norwegian, Swedish, Finnish, Icelandic
        "automatisk svar", "autosvar", "automatiskt svar", "automaattinen vastaus", "poissaoloviesti",
        "poissa toimistosta",
        "frånvaro", "ikke til stede", "fraværsmelding", "fraværsbesked", "ikke på kontoret", "sjálfvirkt svar",
        // Polish, Czech, Slovak, Hungarian, Romanian, Slovenian, Croatian, Bulgarian
        "automatyczna odpowiedź", "autoodpowiedź", "poza biurem", "automatická odpověď", "mimo kancelář",
        "automatická odpoveď", "automatikus válasz", "házon kívül", "răspuns automat", "raspuns automat",
        "samodejni odgovor", "automatski odgovor", "автоматичен отговор",
        // Russian, Ukrainian
        "автоматический ответ", "автоответ", "нет на рабочем месте", "автоматична відповідь",
        // Greek, Turkish, Hebrew, Arabic
        "αυτόματη απάντηση", "otomatik yanıt", "ofis dışında", "תשובה אוטומטית", "מענה אוטומטי", "رد تلقائي",
        // Chinese, Japanese, Korean, Vietnamese, Thai
        "自动回复", "自動回覆", "自動回復", "自动答复", "自動返信", "自動応答", "不在通知", "不在のお知らせ", "자동 회신",
        "자동회신", "자동 응답", "부재중", "부재 중", "trả lời tự động", "ตอบกลับอัตโนมัติ",
    ]
}
