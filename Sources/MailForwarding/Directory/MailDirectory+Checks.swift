import MailAddressing

/// What a directory takes, whoever asks.
extension MailDirectory {
    static func check(_ domain: ForwardingDomain) throws(DirectoryError) {
        try checkNote(domain.note)
        guard domain.keys.count <= ForwardingDomain.maximumKeyCount else {
            throw DirectoryError(.invalid, "A domain may have at most \(ForwardingDomain.maximumKeyCount) keys")
        }
        var selectors: Set<String> = []
        for key in domain.keys {
            guard (try? domain.name.prefixed(by: "\(key.selector)._domainkey")) != nil else {
                throw DirectoryError(.invalid, "A selector is no name, or too long for \(domain.name)")
            }
            guard selectors.insert(key.selector.lowercased()).inserted else {
                throw DirectoryError(.invalid, "Two keys have the selector \(key.selector)")
            }
        }
        if let targets = domain.catchAll?.targets { try checkTargets(targets) }
    }

    static func check(_ alias: Alias) throws(DirectoryError) {
        try checkNote(alias.note)
        try checkTargets(alias.targets)
        guard let name = alias.displayName else { return }
        guard !name.isEmpty, name.utf8.count <= Alias.maximumDisplayNameLength, isLine(name) else {
            throw DirectoryError(
                .invalid, "A display name has 1 to \(Alias.maximumDisplayNameLength) octets and no control characters")
        }
    }

    static func checkNote(_ note: String) throws(DirectoryError) {
        guard note.utf8.count <= ForwardingDomain.maximumNoteLength, isLine(note) else {
            throw DirectoryError(
                .invalid, "A note has at most \(ForwardingDomain.maximumNoteLength) octets and no control characters")
        }
    }

    /// Sees that mail can be sent on to targets.
    ///
    /// An address literal would have mail sent to a machine on an outsider's word, past the DNS; a local part that needs
    /// quotes is legal and is what nobody has.
    static func checkTargets(_ targets: [Mailbox]) throws(DirectoryError) {
        guard (1...Alias.maximumTargetCount).contains(targets.count) else {
            throw DirectoryError(.invalid, "There have to be 1 to \(Alias.maximumTargetCount) targets")
        }
        var seen: Set<Mailbox> = []
        for target in targets {
            guard let domain = target.host.domain, domain.parent != nil else {
                throw DirectoryError(
                    .invalid, "\(target) is no target: mail goes on to a domain, as in ada@example.net")
            }
            guard !target.description.utf8.contains(UInt8(ascii: "\"")) else {
                throw DirectoryError(.invalid, "\(target) is no target: write its local part without quotes")
            }
            guard seen.insert(target.folded).inserted else {
                throw DirectoryError(.invalid, "\(target) stands there twice")
            }
        }
    }

    /// Whether a text is one line that disturbs no list or log.
    static func isLine(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .format, .surrogate: false
            default: true
            }
        }
    }
}
