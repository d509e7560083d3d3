/// PLAIN (RFC 4616) and LOGIN, which show the server the password.
extension SASLServerExchange {
    static var userPrompt: [UInt8] { Array("Username:".utf8) }
    static var passwordPrompt: [UInt8] { Array("Password:".utf8) }

    mutating func receivePlain(_ response: [UInt8]) -> Step {
        let parts = response.split(separator: 0, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[1].isEmpty, !parts[2].isEmpty,
            let authorization = String(validating: parts[0], as: UTF8.self),
            let name = String(validating: parts[1], as: UTF8.self),
            let password = String(validating: parts[2], as: UTF8.self)
        else { return malformed("PLAIN has an identity, a user name and a password, with a NUL between them") }
        guard let user = SASLPreparation.user(name) else { return fail(.refused) }
        // Nobody acts as somebody else here. The question is asked all the same: the answer to the client must not
        // tell whether the password was right.
        let mayAct = authorization.isEmpty || SASLPreparation.user(authorization) == user
        return askPassword(password, of: user, mayAct: mayAct)
    }

    mutating func receiveUserName(_ response: [UInt8]) -> Step {
        guard !response.isEmpty, let name = String(validating: response, as: UTF8.self) else {
            return malformed("A user name is not empty and in UTF-8")
        }
        guard let user = SASLPreparation.user(name) else { return fail(.refused) }
        state = .password(user: user)
        return .challenge(Self.passwordPrompt)
    }

    mutating func receivePassword(_ response: [UInt8], of user: String) -> Step {
        guard !response.isEmpty, let password = String(validating: response, as: UTF8.self) else {
            return malformed("A password is not empty and in UTF-8")
        }
        return askPassword(password, of: user, mayAct: true)
    }

    private mutating func askPassword(_ password: String, of user: String, mayAct: Bool) -> Step {
        guard let prepared = SASLPreparation.password(password) else { return fail(.refused) }
        return ask(.password(user: user, password: prepared), .password(user: user, mayAct: mayAct))
    }
}
