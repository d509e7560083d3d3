/// What became of a message on the side of its reader (RFC 8098, section 3.2.6).
///
/// Open where the RFC is: what is not known is kept as it is written, in lower case.
public struct Disposition: Hashable, Sendable {
    /// Whether a person or a program did it.
    ///
    /// Complete: RFC 8098, section 3.2.6.1, names two, and they decide nothing but how a report is shown.
    public enum Actor: String, Hashable, Sendable, CaseIterable {
        /// A person's own act.
        case person = "manual-action"
        /// A rule or setting.
        case program = "automatic-action"
    }

    /// Whether a person agreed that the report is sent.
    ///
    /// Complete, as ``Actor`` is.
    public enum Sending: String, Hashable, Sendable, CaseIterable {
        /// A person agreed to this one.
        case byPerson = "mdn-sent-manually"
        /// A setting agreed to it.
        case automatic = "mdn-sent-automatically"
    }

    /// Who did it; nil where the word is missing or unknown.
    public let actor: Actor?
    /// How the report was sent; nil where the word is missing or unknown.
    public let sending: Sending?
    /// What was done, in lower case: `displayed`, `deleted`, or from before RFC 8098 `dispatched`, `processed`,
    /// `denied` and `failed`; nil where it is missing.
    public let type: String?
    /// What is said besides, in lower case, for example `error`.
    public let modifiers: [String]

    /// Whether the message was shown to the reader, which does not mean that it was read or understood.
    public var isDisplayed: Bool { type == "displayed" }

    /// Makes a disposition.
    ///
    /// - Parameters:
    ///   - actor: who did it.
    ///   - sending: how the report was sent.
    ///   - type: what was done.
    ///   - modifiers: what is said besides.
    public init(actor: Actor?, sending: Sending?, type: String?, modifiers: [String] = []) {
        self.actor = actor
        self.sending = sending
        self.type = type?.lowercased()
        self.modifiers = modifiers.map { $0.lowercased() }
    }

    /// Reads a value, tolerantly: blanks and comments may stand anywhere, and the modes may be missing or in the other
    /// order.
    ///
    /// - Parameter value: for example `manual-action/MDN-sent-manually; displayed/error`.
    public init(parsing value: String) {
        let text = value.utf8.prefix(Self.maximumLength).withoutComments
        let halves = text.split(separator: UInt8(ascii: ";"), maxSplits: 1, omittingEmptySubsequences: false)
        let modes = halves.count > 1 ? Self.words(of: halves[0], separators: "/") : []
        let rest = halves[halves.count - 1]
        let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        self.init(
            actor: modes.lazy.compactMap { Actor(rawValue: $0) }.first,
            sending: modes.lazy.compactMap { Sending(rawValue: $0) }.first,
            type: Self.words(of: rest[..<slash], separators: "/").first,
            modifiers: Self.words(of: rest[slash...], separators: "/,"))
    }

    /// Whether all is there that RFC 8098 asks for.
    var isComplete: Bool { actor != nil && sending != nil && type != nil }

    private static func words(of text: ArraySlice<UInt8>, separators: String) -> [String] {
        text.split { separators.utf8.contains($0) }.map { String(decoding: $0.trimmed, as: UTF8.self).lowercased() }
            .filter { !$0.isEmpty }
    }

    /// Longer values say nothing more.
    private static let maximumLength = 2_000
}
