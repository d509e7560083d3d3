public import InternetMessage

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
        /// For how many seconds a signature is good; nil for ever.
        ///
        /// An expiry bounds for how long a signed message can be sent again by others. Mail may be on its way for days.
        public var lifetime: Int64?
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
        ///   - lifetime: for how many seconds a signature is good; nil for ever.
        ///   - headerLimits: how much header is accepted.
        public init(
            headerCanonicalization: Canonicalization = .relaxed, bodyCanonicalization: Canonicalization = .relaxed,
            signedFields: [String] = Options.usualFields,
            oversignedFields: [String] = Options.usualOversignedFields, lifetime: Int64? = nil,
            headerLimits: HeaderLimits = .standard
        ) {
            self.headerCanonicalization = headerCanonicalization
            self.bodyCanonicalization = bodyCanonicalization
            self.signedFields = signedFields
            self.oversignedFields = oversignedFields
            self.lifetime = lifetime
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
}
