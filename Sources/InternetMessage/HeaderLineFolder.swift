/// Writes one header field token by token and folds it, so that no line is longer than need be (RFC 5322, section 2.2.3).
///
/// A line has at most ``preferredLength`` octets, or the length asked for, where the tokens allow it and never more than
/// ``maximumLength``: a token that is longer still is cut. The tokens must not contain line ends.
package struct HeaderLineFolder: Sendable {
    /// The length that lines are kept to, without CRLF (RFC 5322, section 2.1.1, less one).
    package static let preferredLength = 77
    /// The length that lines with encoded words are kept to, without CRLF (RFC 2047, section 2).
    package static let encodedWordLength = 76
    /// The length that no line exceeds, without CRLF (RFC 5322, section 2.1.1).
    package static let maximumLength = 998

    /// What was written so far.
    package private(set) var octets: [UInt8]
    private var lineLength: Int
    private var isEmpty = true
    private let length: Int

    /// Begins a field with its name and a colon.
    ///
    /// - Parameters:
    ///   - name: a name of printable ASCII.
    ///   - length: the length that lines are kept to, without CRLF.
    package init(name: String, keepingTo length: Int = preferredLength) {
        self.length = length
        octets = Array(name.utf8)
        octets.append(UInt8(ascii: ":"))
        lineLength = octets.count
    }

    /// How many octets still fit into the line.
    package var room: Int { length - lineLength }

    /// Puts a token behind a space, or on the next line when it does not fit.
    ///
    /// - Parameter token: octets between which the line must not be folded.
    package mutating func append(_ token: some Collection<UInt8>) {
        append(token, behind: CollectionOfOne(UInt8(ascii: " ")), folding: CollectionOfOne(Self.tab))
    }

    /// Puts a token directly behind the last one, or on the next line when it does not fit.
    ///
    /// - Parameter token: octets before which blanks may stand and between which they may not.
    package mutating func appendDirectly(_ token: some Collection<UInt8>) {
        append(token, behind: EmptyCollection(), folding: CollectionOfOne(Self.tab))
    }

    /// Puts a word behind blanks, which begin the next line when the word does not fit.
    ///
    /// - Parameters:
    ///   - word: octets without blanks.
    ///   - blanks: spaces and tabs, at least one.
    package mutating func append(word: some Collection<UInt8>, behind blanks: some Collection<UInt8>) {
        append(word, behind: blanks, folding: blanks)
    }

    /// Puts text word by word, folded at its blanks; those at both ends are dropped.
    ///
    /// A run of blanks begins the next line where its word does not fit; of a longer run than ``maximumBlanks`` so many are
    /// kept, as it must not make a line too long by itself.
    ///
    /// - Parameter text: octets without line ends.
    package mutating func append(text: [UInt8]) {
        var index = 0
        while index < text.count {
            let blanks = index
            while index < text.count, text[index].isBlank { index += 1 }
            let word = index
            while index < text.count, !text[index].isBlank { index += 1 }
            guard word < index else { return }
            if blanks == 0 {
                append(text[word..<index])
            } else {
                append(word: text[word..<index], behind: text[blanks..<min(word, blanks + Self.maximumBlanks)])
            }
        }
    }

    /// Begins a new line.
    package mutating func fold() {
        octets += [UInt8(ascii: "\r"), UInt8(ascii: "\n"), Self.tab]
        lineLength = 1
    }

    /// Ends the field with CRLF.
    ///
    /// - Returns: all of its octets.
    package func finish() -> [UInt8] {
        octets + [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }

    private mutating func append(
        _ token: some Collection<UInt8>, behind blanks: some Collection<UInt8>, folding lead: some Collection<UInt8>
    ) {
        let count = token.count
        // The first token leaves the line of the name only for one that holds it.
        let mustStay = isEmpty && lead.count + count > length
        if mustStay || lineLength + blanks.count + count <= length {
            octets += blanks
            lineLength += blanks.count
        } else {
            octets += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
            octets += lead
            lineLength = lead.count
        }
        isEmpty = false
        guard lineLength + count > Self.maximumLength else {
            octets += token
            lineLength += count
            return
        }
        for octet in token {
            if lineLength >= Self.maximumLength { fold() }
            octets.append(octet)
            lineLength += 1
        }
    }

    private static let tab = UInt8(ascii: "\t")
    /// The longest run of blanks that is kept in a text.
    private static let maximumBlanks = 64
}
