extension BodyChange {
    /// A kind of change; open, as more of them may become known.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// A word for programs.
        public let rawValue: String

        /// Makes a kind of a word.
        ///
        /// - Parameter rawValue: a word for programs.
        public init(rawValue: String) { self.rawValue = rawValue }
    }
}

extension BodyChange.Kind {
    /// Lines were added at the end, such as the footer of a mailing list.
    public static let footerAdded = Self(rawValue: "footer-added")
    /// Lines were added at the beginning, such as a warning.
    public static let bannerAdded = Self(rawValue: "banner-added")
    /// The body became a part of a multipart, as mailing lists and filters do.
    public static let wrapped = Self(rawValue: "wrapped")
    /// Lines were added in the middle.
    public static let linesAdded = Self(rawValue: "lines-added")
    /// A part was added to a multipart.
    public static let partAdded = Self(rawValue: "part-added")
    /// An empty line was lost.
    public static let emptyLineLost = Self(rawValue: "empty-line-lost")
    /// A dot at the beginning of a line was lost.
    public static let dotLost = Self(rawValue: "dot-lost")
    /// One or two empty lines at the beginning were lost.
    public static let leadingLinesLost = Self(rawValue: "leading-lines-lost")

    /// The signer hashed the other canonical form than it names; or blanks were added, where that is the simple form.
    public static let otherCanonicalization = Self(rawValue: "other-canonicalization")
    /// The signer hashed the body as it was, in no canonical form.
    public static let notCanonicalized = Self(rawValue: "not-canonicalized")
    /// The signer hashed the body without its last line end.
    public static let finalLineEndNotSigned = Self(rawValue: "final-line-end-not-signed")
    /// The signer hashed the whole body, and not what `l=` says.
    public static let lengthIgnored = Self(rawValue: "length-ignored")

    /// Lines were signed that ended with LF alone.
    public static let lineFeedsSigned = Self(rawValue: "line-feeds-signed")
    /// Lines were signed that ended with CR alone.
    public static let carriageReturnsSigned = Self(rawValue: "carriage-returns-signed")
    /// Line ends became LF or CR alone.
    public static let lineEndsLost = Self(rawValue: "line-ends-lost")
    /// Line ends became CR CR LF, or each line got an empty one behind it.
    public static let lineEndsDoubled = Self(rawValue: "line-ends-doubled")

    /// Blanks were added at the ends of lines.
    public static let blanksAddedAtLineEnds = Self(rawValue: "blanks-added-at-line-ends")
    /// Spaces at the ends of lines were lost: one of each line, or one or two of a single line.
    public static let blanksLostAtLineEnds = Self(rawValue: "blanks-lost-at-line-ends")
    /// The blank of lines of two hyphens and a blank, which stand before a sender's signature, was lost.
    public static let delimiterBlankLost = Self(rawValue: "delimiter-blank-lost")
    /// Spaces became tabs.
    public static let spacesBecameTabs = Self(rawValue: "spaces-became-tabs")
    /// NUL octets were added.
    public static let nulsAdded = Self(rawValue: "nuls-added")

    /// Dots at the beginning of lines were doubled, as they are on the wire, and not made single again.
    public static let dotsDoubled = Self(rawValue: "dots-doubled")
    /// Doubled dots at the beginning of lines became single, though the body was not on the wire.
    public static let dotsHalved = Self(rawValue: "dots-halved")
    /// `From ` at the beginning of lines became `>From `.
    public static let fromQuoted = Self(rawValue: "from-quoted")
    /// `>From ` at the beginning of lines became `From `.
    public static let fromUnquoted = Self(rawValue: "from-unquoted")

    /// Lines that are too long were broken.
    public static let longLinesBroken = Self(rawValue: "long-lines-broken")
    /// The text was wrapped anew at its blanks.
    public static let textWrapped = Self(rawValue: "text-wrapped")

    /// The body was encoded as quoted-printable.
    public static let quotedPrintableEncoded = Self(rawValue: "quoted-printable-encoded")
    /// The body was encoded as Base64.
    public static let base64Encoded = Self(rawValue: "base64-encoded")
    /// Text in ISO 8859-1 became UTF-8.
    public static let becameUTF8 = Self(rawValue: "became-utf-8")
    /// Text in UTF-8 became ISO 8859-1.
    public static let becameLatin1 = Self(rawValue: "became-iso-8859-1")
}

extension BodyChange.Kind {
    /// What was done, in a sentence for a person; for kinds that say no more than that.
    var sentence: String { Self.sentences[self] ?? rawValue }

    private static let sentences: [Self: String] = [
        .leadingLinesLost: "empty lines at the beginning were lost",
        .otherCanonicalization:
            "the signer hashed the other form than c= names, or, if that is simple, blanks were added",
        .notCanonicalized: "the signer hashed the body as it was and not in its canonical form",
        .finalLineEndNotSigned: "the signer hashed the body without its last line end",
        .lengthIgnored: "the signer hashed the whole body and not the octets that l= says",
        .lineFeedsSigned: "lines that ended with LF alone were signed, and became CRLF",
        .carriageReturnsSigned: "lines that ended with CR alone were signed, and became CRLF",
        .lineEndsLost: "CRLF at the end of lines became LF or CR alone",
        .lineEndsDoubled: "the ends of lines were doubled",
        .blanksAddedAtLineEnds: "blanks were added at the ends of lines",
        .blanksLostAtLineEnds: "spaces at the ends of lines were lost",
        .delimiterBlankLost: "the blank behind the two hyphens before the sender's signature was lost",
        .spacesBecameTabs: "spaces became tabs",
        .nulsAdded: "NUL octets were added",
        .dotsDoubled: "dots at the beginning of lines were doubled and not made single again",
        .dotsHalved: "doubled dots at the beginning of lines became single",
        .fromQuoted: "\"From \" at the beginning of lines became \">From \"",
        .fromUnquoted: "\">From \" at the beginning of lines became \"From \"",
        .longLinesBroken: "lines that are too long were broken",
        .textWrapped: "the text was wrapped anew",
        .quotedPrintableEncoded: "the body was encoded as quoted-printable",
        .base64Encoded: "the body was encoded as Base64",
        .becameUTF8: "text in ISO 8859-1 became UTF-8",
        .becameLatin1: "text in UTF-8 became ISO 8859-1",
    ]
}
