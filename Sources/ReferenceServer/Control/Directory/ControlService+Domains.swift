import DeliveryQueue
import Logging
import MailAddressing
import MailCryptography
import MailForwarding

extension ControlService {
    /// Adds a domain with new keys.
    func addDomain(_ draft: DomainDraft, to directory: MailDirectory) async throws(DirectoryError) -> DirectoryAnswer {
        let name = try DirectoryText.domain(draft.name, as: "the domain")
        let owner = try draft.owner.map { text throws(DirectoryError) in
            try DirectoryText.mailbox(text, as: "the owner")
        }
        let prefix = try DirectoryText.selectorPrefix(draft.selectorPrefix)
        let now = directoryTime
        // Making keys takes time: not for a domain that is here already.
        guard (try? directory.domain(name, as: .administrator)) == nil else {
            throw DirectoryError(.duplicate, "The domain \(name) is here already")
        }
        let keys = try Self.keys(prefix: prefix, at: now)
        let plan = try plan(of: name, keys, mailHost: draft.mailHost)
        let domain = try await directory.addDomain(
            name, keys: keys, as: .administrator, owner: owner, note: draft.note, at: now)
        note("A domain was added to the directory", ["domain": "\(name)"])
        return DirectoryAnswer(domain: view(of: domain, in: directory), plan: plan)
    }

    /// All domains.
    func domains(of directory: MailDirectory) -> DirectoryAnswer {
        let domains = directory.domains(as: .administrator)
        return DirectoryAnswer(
            domains: directory.read { contents in domains.map { ForwardingDomainView($0, in: contents) } })
    }

    /// One domain.
    func domain(_ name: String, in directory: MailDirectory) throws(DirectoryError) -> DirectoryAnswer {
        let name = try DirectoryText.domain(name, as: "the domain")
        return DirectoryAnswer(domain: view(of: try directory.domain(name, as: .administrator), in: directory))
    }

    /// What the DNS records of a domain are made of.
    func domainRecords(
        _ name: String, mailHost: String?, in directory: MailDirectory
    ) throws(DirectoryError) -> DirectoryAnswer {
        let name = try DirectoryText.domain(name, as: "the domain")
        let domain = try directory.domain(name, as: .administrator)
        return DirectoryAnswer(plan: try plan(of: name, domain.keys, mailHost: mailHost))
    }

    /// Changes a domain.
    func changeDomain(
        _ name: String, _ edit: DomainEdit, in directory: MailDirectory
    ) async throws(DirectoryError) -> DirectoryAnswer {
        let name = try DirectoryText.domain(name, as: "the domain")
        let owner = try edit.owner?.value.map { text throws(DirectoryError) in
            try DirectoryText.mailbox(text, as: "the owner")
        }
        let targets = try edit.catchAll?.value.map { texts throws(DirectoryError) in
            try DirectoryText.mailboxes(texts, as: "the catch-all")
        }
        let domain = try await directory.changeDomain(name, as: .administrator) { domain in
            if let isEnabled = edit.isEnabled { domain.setEnabled(isEnabled) }
            if edit.catchAll != nil { domain.catchAll = targets.map { CatchAll(targets: $0) } }
            if edit.owner != nil { domain.owner = owner }
            domain.takesSubdomains = edit.takesSubdomains ?? domain.takesSubdomains
            domain.isShared = edit.isShared ?? domain.isShared
            domain.note = edit.note ?? domain.note
        }
        note(
            "A domain of the directory was changed", ["domain": "\(name)", "state": "\(domain.state)"])
        return DirectoryAnswer(domain: view(of: domain, in: directory))
    }

    /// Notes that the DNS records of a domain were found.
    func noteVerification(
        of name: String, in directory: MailDirectory
    ) async throws(DirectoryError) -> DirectoryAnswer {
        let name = try DirectoryText.domain(name, as: "the domain")
        let domain = try await directory.noteVerification(
            of: name, isVerified: true, as: .administrator, at: directoryTime)
        note(
            "The DNS records of a domain were found", ["domain": "\(name)", "state": "\(domain.state)"])
        return DirectoryAnswer(domain: view(of: domain, in: directory))
    }

    /// Removes a domain.
    ///
    /// - Parameters:
    ///   - name: the domain.
    ///   - takesAliases: whether it may have aliases, which then go too.
    ///   - directory: the directory.
    func removeDomain(
        _ name: String, withAliases takesAliases: Bool, from directory: MailDirectory
    ) async throws(DirectoryError) -> DirectoryAnswer {
        let name = try DirectoryText.domain(name, as: "the domain")
        let count = directory.read { $0.aliasCount(in: name) }
        guard takesAliases || count == 0 else {
            let aliases = count == 1 ? "1 alias goes" : "\(count) aliases go"
            throw DirectoryError(
                .notAllowed,
                "\(aliases) with \(name), and the keys that its mail is signed with; if you mean that, add --yes")
        }
        let removed = try await directory.removeDomain(name, as: .administrator)
        note(
            "A domain was removed from the directory", ["domain": "\(name)", "aliases": "\(removed)"])
        return DirectoryAnswer(removal: DirectoryRemovalView(removed: [name.text], aliases: removed))
    }

    private func view(of domain: ForwardingDomain, in directory: MailDirectory) -> ForwardingDomainView {
        directory.read { ForwardingDomainView(domain, in: $0) }
    }

    /// What the DNS records of a domain are made of, once it is known that they can be written.
    private func plan(
        of domain: DomainName, _ keys: [DomainKey], mailHost text: String?
    ) throws(DirectoryError) -> DomainPlanView {
        let said = try text.map { text throws(DirectoryError) in try DirectoryText.domain(text, as: "the mail host") }
        do throws(CommandFailure) {
            let host = if let known = said ?? mailHost { known } else { try ServeSetup.machineName }
            let view = DomainPlanView(
                domain, keys: keys, mailHost: host, rewriteDomain: rewriteDomain,
                isMailHostGuessed: said == nil && mailHost == nil)
            _ = try view.plan()
            return view
        } catch {
            throw DirectoryError(.invalid, error.message)
        }
    }

    /// A key of each algorithm, under selectors that tell the day.
    private static func keys(prefix: String, at now: Int64) throws(DirectoryError) -> [DomainKey] {
        let day = DateText.text(WallTime(seconds: now)).filter { $0 != "-" }
        do throws(CryptographyError) {
            return [
                try DomainKey(selector: "\(prefix)r\(day)", key: try .generate(.rsa(bits: 2_048)), creation: now),
                try DomainKey(selector: "\(prefix)e\(day)", key: try .generate(.ed25519), creation: now),
            ]
        } catch {
            throw DirectoryError(.store(.failed), "No key can be made for the domain: \(error)")
        }
    }
}

extension ForwardingDomain {
    /// Turns a domain off, or on again: then it is what its DNS records make it.
    fileprivate mutating func setEnabled(_ isEnabled: Bool) {
        guard isEnabled else {
            state = .disabled
            return
        }
        if state == .disabled { state = verification == nil ? .pending : .verified }
    }
}
