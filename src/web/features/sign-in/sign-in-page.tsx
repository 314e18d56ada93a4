import { useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { type FormEvent, type ReactNode, useState } from "react";
import { type SignInOutcome, signIn } from "../../api/sign-in.ts";
import type { Translate } from "../../text/text.ts";
import { languages, useLanguage, useText } from "../../text/use-text.tsx";
import { BrandMark, Icon } from "../../ui/icon.tsx";
import "./sign-in.css";

type Problem = { field: "email" | "password" | "form"; text: string };

/** E-mail and password; says plainly what is wrong. `onIn` leads on to where the person was going. */
export function SignInPage({ isReturn, onIn }: { isReturn: boolean; onIn(): void }) {
  const t = useText();
  return (
    <main className="sign-in">
      <div className="sign-in-brand">
        <BrandMark size={40} />
        <div>
          <h1>
            {t("brand.name")} <small>{t("brand.latin")}</small>
          </h1>
          <p>{t("signIn.lead")}</p>
        </div>
      </div>
      <div className="sign-in-card">
        <h2>{t("signIn.title")}</h2>
        {isReturn && <p className="t2 sm">{t("signIn.return")}</p>}
        <SignInForm onIn={onIn} />
      </div>
      <LanguageLinks />
    </main>
  );
}

function SignInForm({ onIn }: { onIn(): void }) {
  const t = useText();
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // read from the form: a password manager may fill it without telling React
    const form = new FormData(event.currentTarget);
    const email = String(form.get("email") ?? "").trim();
    const password = String(form.get("password") ?? "");
    if (email === "") return setProblem({ field: "email", text: t("signIn.emailMissing") });
    if (password === "") return setProblem({ field: "password", text: t("signIn.passwordMissing") });
    setBusy(true);
    setProblem(undefined);
    const outcome = await signIn(email, password);
    setBusy(false);
    if (outcome.kind !== "in") return setProblem({ field: "form", text: sayOutcome(t, outcome) });
    // nothing of another person's may stay
    client.clear();
    onIn();
  };
  const errorOf = (field: Problem["field"]) => (problem?.field === field ? problem.text : undefined);
  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Field label={t("signIn.email")} id="email" error={errorOf("email")}>
        <Input id="email" name="email" type="email" size="large" autoComplete="username" autoFocus aria-describedby="email-error" />
      </Field>
      <Field label={t("signIn.password")} id="password" error={errorOf("password")}>
        <Input.Password id="password" name="password" size="large" autoComplete="current-password" aria-describedby="password-error" />
      </Field>
      <p className="sign-in-error" role="alert">
        {errorOf("form") !== undefined && (
          <>
            <Icon name="warn" size={14} /> {errorOf("form")}
          </>
        )}
      </p>
      <Button type="primary" htmlType="submit" size="large" block loading={isBusy}>
        {isBusy ? t("signIn.busy") : t("signIn.submit")}
      </Button>
    </form>
  );
}

function Field({ label, id, error, children }: { label: string; id: string; error: string | undefined; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      <p id={`${id}-error`} className="red sm" role={error === undefined ? undefined : "alert"}>
        {error}
      </p>
    </div>
  );
}

function sayOutcome(t: Translate, outcome: Exclude<SignInOutcome, { kind: "in" }>): string {
  switch (outcome.kind) {
    case "wrong":
      return t("signIn.wrong");
    case "too-many":
      return t("signIn.tooMany");
    case "unreachable":
      return t("signIn.unreachable");
    case "unexpected":
      return t("signIn.unexpected", { status: outcome.status });
  }
}

function LanguageLinks() {
  const t = useText();
  const { language, setLanguage } = useLanguage();
  return (
    <nav className="sign-in-languages" aria-label={t("header.language")}>
      {languages.map((one) => (
        <button key={one} type="button" className="link" lang={one} aria-pressed={one === language} onClick={() => setLanguage(one)}>
          {t(`language.${one}`)}
        </button>
      ))}
    </nav>
  );
}
