public import InternetMessage
import MailAddressing

extension DKIMSigner {
    /// How to sign.
    public struct Options: Hashable, Sendable {
        /// How much of the header may change on the way.
        public var headerCanonicalization: Canonicalization
        /// How much of the body may change on the way.
        public var bodyCanonicalization: Canonicalization
        /// The fields that are signed, as many of each as the message has.
        ///
        /// The default is the list of RFC 6376, section 5.4.1, and the fields that say how the body is to be read.
        public var signedFields: [String]
        /// The fields of which one more is signed than the message has, so that nobody can add one (RFC 6376, 8.15).
        ///
        /// The default has those that readers see or that decide how the body is shown, and leaves out those that a
        /// receiver may add where they are missing.
        public var oversignedFields: [String]
        /// For how many seconds a signature is good, 1 or more, as an expiry must lie behind the time of signing; less
        /// counts as 1, and nil is for ever.
        ///
        /// An expiry bounds for how long a signed message can be sent again by others. Mail may be on its way for days.
        public var lifetime: Int64?
        /// On whose behalf the domain signs, `i=`: a local part of up to 64 octets, which may be missing, `@`, and the
        /// domain or one below it; nil to say nothing, which means `@` and the domain.
        ///
        /// With another domain than the signer's own, the key's record must not be strict (`t=s`).
        public var identity: String?
        /// Whether the signed fields are copied into the signature, `z=`, so that people can find what changed later.
        ///
        /// The copy shows everybody all that stood there. It is left out where it would make the signature longer than
        /// verifiers read.
        public var copiesHeader: Bool
        /// How much header is accepted.
        public var headerLimits: HeaderLimits

        /// The defaults: relaxed for header and body, the usual fields, and signatures that do not expire.
        public static let `default` = Options()

        /// Makes options.
        ///
        /// - Parameters:
        ///   - headerCanonicalization: how much of the header may change on the way.
        ///   - bodyCanonicalization: how much of the body may change on the way.
        ///   - signedFields: the fields that are signed where the message has them.
        ///   - oversignedFields: the fields of which one more is signed than the message has.
        ///   - lifetime: for how many seconds a signature is good, 1 or more; nil for ever.
        ///   - identity: on whose behalf the domain signs, an address within it; nil to say nothing.
        ///   - copiesHeader: whether the signed fields are copied into the signature.
        ///   - headerLimits: how much header is accepted.
        public init(
            headerCanonicalization: Canonicalization = .relaxed, bodyCanonicalization: Canonicalization = .relaxed,
            signedFields: [String] = Options.usualFields,
            oversignedFields: [String] = Options.usualOversignedFields, lifetime: Int64? = nil,
            identity: String? = nil, copiesHeader: Bool = false, headerLimits: HeaderLimits = .standard
        ) {
            self.headerCanonicalization = headerCanonicalization
            self.bodyCanonicalization = bodyCanonicalization
            self.signedFields = signedFields
            self.oversignedFields = oversignedFields
            self.lifetime = lifetime
            self.identity = identity
            self.copiesHeader = copiesHeader
            self.headerLimits = headerLimits
        }

        /// The fields that are signed by default.
        public static let usualFields = [
            "From", "To", "Cc", "Subject", "Date", "Message-ID", "Reply-To", "Sender", "In-Reply-To", "References",
            "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID",
            "Content-Description", "Resent-From", "Resent-To", "Resent-Cc", "Resent-Date", "Resent-Message-ID",
            "List-Id", "List-Help", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Subscribe", "List-Post",
            "List-Owner", "List-Archive",
        ]

        /// The fields of which one more is signed by default.
        public static let usualOversignedFields = [
            "From", "To", "Cc", "Subject", "Reply-To", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
        ]
    }
}

extension DKIMSigner.Options {
    /// The names in lower case, each once and in the order of the lists, and whether one more is signed.
    func plan() throws(DKIMError) -> [(name: [UInt8], isOversigned: Bool)] {
        let oversigned = try Set(Self.names(oversignedFields))
        var seen: Set<[UInt8]> = []
        var plan: [(name: [UInt8], isOversigned: Bool)] = []
        for name in try Self.names(signedFields + oversignedFields) where seen.insert(name).inserted {
            plan.append((name, oversigned.contains(name)))
        }
        guard seen.contains(FieldIndex.fromName) else { throw DKIMError(.fromNotSigned) }
        return plan
    }

    /// The value of `i=`, or nil where nothing is said.
    ///
    /// - Parameter domain: the signing domain, which the identity must be within.
    func quotedIdentity(within domain: DomainName) throws(DKIMError) -> String? {
        guard let identity else { return nil }
        let octets = Array(identity.utf8)
        guard let at = octets.lastIndex(of: UInt8(ascii: "@")), at <= Self.maximumLocalPartLength,
            octets.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            let identityDomain = try? DomainName(octets[(at + 1)...].text), identityDomain.isEqualToOrBelow(domain)
        else { throw DKIMError(.invalidIdentity(identity)) }
        return "\(QuotedText.encoded(octets[..<at]).text)@\(identityDomain)"
    }

    /// The names in lower case; in a tag list neither `;` nor blanks may stand in them.
    private static func names(_ texts: [String]) throws(DKIMError) -> [[UInt8]] {
        var names: [[UInt8]] = []
        for text in texts {
            let name = text.utf8.map(\.lowercasedLetter)
            let isName = name.allSatisfy { octet in
                (33...126).contains(octet) && octet != UInt8(ascii: ":") && octet != UInt8(ascii: ";")
            }
            guard isName, (1...maximumNameLength).contains(name.count) else {
                throw DKIMError(.invalidFieldName(text))
            }
            names.append(name)
        }
        return names
    }

    /// The longest name of a field to sign, so that it fits into a line.
    private static let maximumNameLength = 72
    /// The longest local part of an identity, in octets (RFC 5321, section 4.5.3.1.1).
    private static let maximumLocalPartLength = 64
}
