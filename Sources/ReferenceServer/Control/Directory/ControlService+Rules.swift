import Logging
import MailAddressing
import MailForwarding

extension ControlService {
    /// Adds a rule.
    func addRule(_ draft: RuleDraft, to directory: MailDirectory) async throws(DirectoryError) -> DirectoryAnswer {
        let rule = try await directory.addRule(
            for: try DirectoryText.scope(draft.scope), priority: draft.priority,
            when: try DirectoryText.condition(draft.condition), do: try DirectoryText.action(draft.action),
            note: draft.note, as: .administrator)
        note(
            "A rule was added to the directory", ["rule": "\(rule.identifier)", "for": "\(rule.scope)"])
        return DirectoryAnswer(rule: RuleView(rule, in: directory))
    }

    /// A page of the rules: those of whole domains.
    ///
    /// - Parameters:
    ///   - directory: the directory.
    ///   - domain: the domain whose rules they are; nil for all.
    ///   - after: the domain that they follow, which need not be there any more; nil for the first page.
    func rules(
        of directory: MailDirectory, in domain: String?, after: String?
    ) throws(DirectoryError) -> DirectoryAnswer {
        if let domain {
            let name = try DirectoryText.domain(domain, as: "the domain")
            _ = try directory.domain(name, as: .administrator)
            let rules = directory.rules(of: name, as: .administrator)
            return DirectoryAnswer(rules: RulePageView(entries: rules.map { RuleView($0, in: directory) }))
        }
        let last = try after.map { text throws(DirectoryError) in try DirectoryText.domain(text, as: "the domain") }
        let names = directory.domains(as: .administrator).map(\.name)
        var rest = names[...]
        if let last { rest = rest.drop { $0 <= last } }
        var page = RulePageView(entries: [])
        while let name = rest.popFirst() {
            page.entries += directory.rules(of: name, as: .administrator).map { RuleView($0, in: directory) }
            guard page.entries.count < Self.directoryPage else {
                page.next = rest.isEmpty ? nil : name.text
                break
            }
        }
        return DirectoryAnswer(rules: page)
    }

    /// Changes a rule.
    func changeRule(
        _ rule: String, _ edit: RuleEdit, in directory: MailDirectory
    ) async throws(DirectoryError) -> DirectoryAnswer {
        let rule = try await directory.changeRule(
            try DirectoryText.rule(rule), as: .administrator, scope: try edit.scope.map(DirectoryText.scope),
            priority: edit.priority, condition: try edit.condition.map(DirectoryText.condition),
            action: try edit.action.map(DirectoryText.action), isEnabled: edit.isEnabled, note: edit.note)
        note(
            "A rule of the directory was changed",
            ["rule": "\(rule.identifier)", "for": "\(rule.scope)", "enabled": "\(rule.isEnabled)"])
        return DirectoryAnswer(rule: RuleView(rule, in: directory))
    }

    /// Removes rules.
    func removeRules(_ texts: [String], from directory: MailDirectory) async throws(DirectoryError) -> DirectoryAnswer {
        let rules = try texts.map(DirectoryText.rule)
        return await remove(rules, "Rules were removed from the directory") { rule throws(DirectoryError) in
            try await directory.removeRule(rule, as: .administrator)
        }
    }
}
