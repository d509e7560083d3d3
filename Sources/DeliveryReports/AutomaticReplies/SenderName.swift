/// What a sender's name says about who has it (RFC 3834, section 2; RFC 2142).
enum SenderName {
    /// The kind of sign that a local part is, or nil.
    static func kind(ofLocalPart localPart: String) -> AutomaticReplyEvidence.Kind? {
        let whole = localPart.lowercased()
        // Behind a plus stands whom or what a report would be about.
        let name = String(decoding: whole.utf8.prefix { $0 != UInt8(ascii: "+") }, as: UTF8.self)
        if programs.contains(name) { return .programSender }
        let isList =
            listNames.contains(name) || name.hasPrefix("owner-") || listEndings.contains { name.hasSuffix($0) }
            // One list program writes whom and what a report would be about behind a hyphen.
            || name.utf8.contains(UInt8(ascii: "=")) && name.contains("-return-")
        if isList { return .listSender }
        let letters = String(decoding: name.utf8.filter { !"-_.".utf8.contains($0) }, as: UTF8.self)
        return unattended.contains(letters) ? .unattendedSender : nil
    }

    private static let programs: Set<String> = [
        "mailer-daemon", "mailerdaemon", "mail-daemon", "listserv", "majordomo", "listproc", "ezmlm", "sympa",
    ]
    private static let listNames: Set<String> = ["bounce", "bounces", "owner"]
    private static let listEndings = ["-request", "-owner", "-bounce", "-bounces", "-return", "-relay"]
    private static let unattended: Set<String> = ["noreply", "donotreply", "noanswer", "noresponse"]
}
