import ArgumentParser
import SMTPProtocol

extension SendCommand {
    /// Who logs in, and how.
    struct Login: ParsableArguments {
        @Option(help: ArgumentHelp("Log in, with the password in a file.", valueName: "user:file"))
        var auth: String?

        @Option(
            help: ArgumentHelp(
                "Log in by OAUTHBEARER or XOAUTH2, with the access token in a file.", valueName: "user:file"))
        var authToken: String?

        @Option(
            help: ArgumentHelp(
                "Log in by this mechanism only: \(SASLMechanism.allCases.map(\.rawValue).joined(separator: ", ")).",
                valueName: "name"))
        var authMechanism: String?
    }
}

extension SendCommand.Login {
    /// The option that the secret came by.
    var optionName: String { auth != nil ? "--auth" : "--auth-token" }

    /// The credentials, or nil where nobody logs in.
    func credentials() throws(CommandFailure) -> SMTPCredentials? {
        guard auth == nil || authToken == nil else { throw .usage("say either --auth or --auth-token") }
        guard let text = auth ?? authToken else {
            guard authMechanism == nil else { throw .usage("--auth-mechanism needs --auth or --auth-token") }
            return nil
        }
        guard let colon = text.firstIndex(of: ":") else { throw .usage("\(optionName) is USER:FILE") }
        let user = String(text[..<colon])
        let secret: String
        do {
            secret = try PasswordFile.read(String(text[text.index(after: colon)...]))
        } catch {
            throw .operational("\(error)")
        }
        var credentials =
            auth != nil ? SMTPCredentials(user: user, password: secret) : SMTPCredentials(user: user, token: secret)
        if let authMechanism {
            guard let mechanism = SASLMechanism(name: authMechanism), credentials.mechanisms.contains(mechanism) else {
                let known = credentials.mechanisms.map(\.rawValue).joined(separator: ", ")
                throw .usage(
                    "--auth-mechanism \(Console.printable(authMechanism)): with \(optionName) there are \(known)")
            }
            credentials.mechanisms = [mechanism]
        }
        return credentials
    }
}
