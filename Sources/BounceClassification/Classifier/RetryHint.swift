/// How long a host asks to wait: `try again in 5 minutes`, `wait 1 hour`, `come back in 00:04:39`.
///
/// A time counts where a word of waiting or trying stands close before it in the same clause: `100 messages in 1 hour`
/// asks for nothing.
enum RetryHint {
    /// The longest wait that is believed, in seconds: a day.
    static let longest = 86_400
    /// How many words may stand between the wish and the time.
    private static let reach = 5
    /// More digits than that name no time.
    private static let maximumDigits = 6

    /// A word of a text: its octets and whether a clause ends behind it.
    private struct Word {
        var range: Range<Int>
        var endsClause: Bool
    }

    /// The wait in seconds, 1 to `longest`; nil where none is asked for.
    static func seconds(askedForBy text: NormalizedText) -> Int? {
        let octets = text.octets
        let words = words(of: octets)
        for index in words.indices {
            guard let first = amount(octets, words, index), isAskedFor(octets, words, before: index) else { continue }
            var total = first.seconds
            var next = index + first.length
            // `4 minutes and 30 seconds`.
            while next < words.count {
                if octets[words[next].range].elementsEqual(conjunction) {
                    next += 1
                } else if let more = amount(octets, words, next) {
                    total += more.seconds
                    next += more.length
                } else {
                    break
                }
            }
            return total > 0 ? min(total, longest) : nil
        }
        return nil
    }

    private static func words(of octets: [UInt8]) -> [Word] {
        var words: [Word] = []
        var start = 0
        for (index, octet) in octets.enumerated()
        where octet == NormalizedText.space || octet == NormalizedText.clauseEnd {
            if index > start {
                words.append(Word(range: start..<index, endsClause: octet == NormalizedText.clauseEnd))
            }
            start = index + 1
        }
        return words
    }

    private static func isAskedFor(_ octets: [UInt8], _ words: [Word], before index: Int) -> Bool {
        for word in words[..<index].suffix(reach).reversed() {
            if word.endsClause { return false }
            if verbs.contains(where: { octets[word.range].starts(with: $0) }) { return true }
        }
        return false
    }

    /// A time at a word, and of how many words it consists.
    private static func amount(_ octets: [UInt8], _ words: [Word], _ index: Int) -> (seconds: Int, length: Int)? {
        let word = octets[words[index].range]
        guard let first = word.first, NormalizedText.isDigit(first) || initials.contains(first) else { return nil }
        if word.contains(UInt8(ascii: ":")), let seconds = clock(word) { return (seconds, 1) }
        let digits = word.prefix { NormalizedText.isDigit($0) }
        guard digits.count <= maximumDigits else { return nil }
        let number: Int
        if !digits.isEmpty {
            number = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
            let rest = word.dropFirst(digits.count)
            if !rest.isEmpty { return unit(rest).map { (number * $0, 1) } }
        } else {
            guard articles.contains(where: { word.elementsEqual($0) }) else { return nil }
            number = 1
        }
        guard index + 1 < words.count, !words[index].endsClause, let unit = unit(octets[words[index + 1].range])
        else { return nil }
        return (number * unit, 2)
    }

    /// Hours, minutes and seconds with colons.
    private static func clock(_ word: ArraySlice<UInt8>) -> Int? {
        let parts = word.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var numbers: [Int] = []
        for part in parts {
            guard (1...2).contains(part.count), part.allSatisfy({ NormalizedText.isDigit($0) }) else { return nil }
            numbers.append(part.reduce(0) { $0 * 10 + Int($1 - 48) })
        }
        guard numbers[1] < 60, numbers[2] < 60 else { return nil }
        return numbers[0] * 3_600 + numbers[1] * 60 + numbers[2]
    }

    private static func unit(_ word: ArraySlice<UInt8>) -> Int? {
        units.first { word.elementsEqual($0.name) }?.seconds
    }

    private static let conjunction = Array("and".utf8)

    /// Units of time in the languages that servers speak most.
    private static let units: [(name: [UInt8], seconds: Int)] = [
        ("s sec secs second seconds seconde secondes segundo segundos secondi sekunde sekunden", 1),
        ("m min mins minute minutes minuto minutos minuti minuten", 60),
        ("h hr hrs hour hours heure heures hora horas ora ore stunde stunden", 3_600),
        ("d day days jour jours dia dias giorno giorni tag tagen", 86_400),
    ].flatMap { names, seconds in names.split(separator: " ").map { (Array($0.utf8), seconds) } }
    /// Beginnings of words that ask somebody to wait.
    private static let beginnings = [
        "try", "retry", "again", "back", "wait", "greylist", "graylist", "resend", "defer", "delay", "reconnect",
        "reessay", "renouvel", "patient", "intent", "reintent", "riprova", "tente", "erneut", "warten",
    ]
    private static let verbs = beginnings.map { Array($0.utf8) }
    /// The phrases without which no text asks to wait.
    static let signs = beginnings.map { $0 + "*" }
    /// The first letters of `articles`.
    private static let initials = Array("aoue".utf8)
    private static let articles = ["a", "an", "one", "une", "una", "einer"].map { Array($0.utf8) }
}
