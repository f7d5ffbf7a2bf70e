// Makes and uses passkeys (WebAuthn). A form with data-passkey asks the address
// in data-begin for a challenge, lets the browser answer it, and is then sent
// like any other form.

type Begun = { challenge: string; options: unknown; refused?: string };

// The wire form of WebAuthn's options and answers is JSON with base64url.
const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const text = (buffer: ArrayBuffer | null): string | undefined =>
  buffer === null
    ? undefined
    : btoa(String.fromCharCode(...new Uint8Array(buffer)))
        .replace(/\+/g, "-")
        .replace(/\//g, "_")
        .replace(/=+$/, "");

const withIDs = (list: unknown): PublicKeyCredentialDescriptor[] =>
  ((list ?? []) as { id: string; type: "public-key" }[]).map((d) => ({ ...d, id: bytes(d.id) }));

async function make(options: any): Promise<object> {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: withIDs(options.excludeCredentials),
  } as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    ...frame(made),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

async function use(options: any): Promise<object> {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: withIDs(options.allowCredentials),
  } as PublicKeyCredentialRequestOptions;
  const used = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const response = used.response as AuthenticatorAssertionResponse;
  return {
    ...frame(used),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
    },
  };
}

const frame = (c: PublicKeyCredential) => ({
  id: c.id,
  rawId: text(c.rawId),
  type: c.type,
  clientExtensionResults: c.getClientExtensionResults(),
});

async function answer(form: HTMLFormElement): Promise<void> {
  const trouble = form.querySelector<HTMLElement>("[data-passkey-trouble]")!;
  trouble.hidden = true;
  const say = (words: string): void => {
    trouble.textContent = words;
    trouble.hidden = false;
  };
  try {
    const asked = await fetch(form.dataset["begin"]!, { method: "POST", body: new URLSearchParams(new FormData(form) as never) });
    const begun = (await asked.json()) as Begun;
    if (begun.refused) return say(begun.refused);
    const given = await (form.dataset["passkey"] === "make" ? make(begun.options) : use(begun.options));
    field(form, "challenge").value = begun.challenge;
    field(form, "response").value = JSON.stringify(given);
    HTMLFormElement.prototype.submit.call(form);
  } catch {
    say(form.dataset["unable"]!);
  }
}

const field = (form: HTMLFormElement, name: string): HTMLInputElement => form.elements.namedItem(name) as HTMLInputElement;

if (window.PublicKeyCredential) {
  document.querySelectorAll<HTMLFormElement>("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void answer(form);
    });
  });
}
